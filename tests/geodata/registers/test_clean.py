import pandas as pd
import pytest

from geodata.registers import clean
from geodata.registers.engine import frame, open_engine, share
from tests.geodata.registers.dirty import job


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """Work a function of columns out on rows of text, in DuckDB."""
    folder = tmp_path_factory.mktemp("clean")
    engine = open_engine(job(folder), folder)
    calls = []

    def worked(texts, function):
        rows = pd.DataFrame({"at": range(len(texts)), "text": texts})
        calls.append(None)
        table = share(engine, folder, f"texts_{len(calls)}", rows)
        found = frame(engine, table.mutate(found=function(table))).sort_values("at")
        return found["found"].tolist()

    worked.engine, worked.folder = engine, folder
    yield worked
    engine.close()


def checked(work, numbers):
    """Identity and whether the check digit is wrong."""
    rows = share(
        work.engine,
        work.folder,
        "numbers",
        pd.DataFrame({"at": range(len(numbers)), "text": numbers}),
    )
    rows = rows.mutate(core=clean.patent_core(rows.text))
    rows = rows.mutate(base=clean.patent_base(rows.core))
    found = frame(work.engine, clean.with_check_digit(rows, "core", "base")).sort_values("at")
    return list(zip(found["base"], found["wrong_digit"], strict=True))


def test_check_digits_of_published_numbers(work):
    # 专利申请号标准 ZC 0006-2003: weights 2..9, 2..5, mod 11, 10 is X. Worked examples as given in
    # dfrtw.com/zhuanlichaxun/31487 (201710601862.3), chengju.com/wenhua/33720 (ZL95115608.X,
    # 186 mod 11 = 10) and, for 97101765.4, wodefinance.com's quotation of 百度百科“专利号”
    right = ["201710601862.3", "ZL95115608.X", "97101765.4"]
    wrong = ["201710601862.4", "ZL95115608.1", "97101765.X", "201710601826.3"]
    assert [bad for _, bad in checked(work, right)] == [False] * 3
    assert [bad for _, bad in checked(work, wrong)] == [True] * 4


def test_one_wrong_digit_or_two_exchanged_are_always_seen(work):
    base, check = "201710601862", "3"
    slips = {
        base[:i] + str((int(base[i]) + step) % 10) + base[i + 1 :]
        for i in range(5, 12)
        for step in range(1, 10)
    }
    slips |= {base[:i] + base[i + 1] + base[i] + base[i + 2 :] for i in range(5, 11)} - {base}
    assert all(bad for _, bad in checked(work, sorted(one + check for one in slips)))


@pytest.mark.parametrize(
    "text",
    ["2017106018623", "CN201710601862.3", " zl 2017 1 0601862.3 ", "ＣＮ２０１７１０６０１８６２．３", "2017-1-0601862.3", "201710601862"],
)  # fmt: skip
def test_spellings_of_one_number(work, text):
    assert checked(work, [text]) == [("201710601862", False)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CN102345678A",
        "1995115608X",
        "201740601862.3",
        "84115608X",
        "20171060186",
        "2.01711E+11",
    ],
)
def test_what_is_no_application_number(work, text):
    assert checked(work, [text]) == [("", False)]


def test_dates_as_offices_write_them(work):
    texts = ["2008-03-05", "2008/3/5", "2008.3.5", "20080305", "2008年3月5日", "2008-03-05T10:11:12.5", " ２００８－３－５ ", "2008-03-05 00:00:00"]  # fmt: skip
    assert days(work, texts) == [20080305] * 8


def test_what_is_no_date(work):
    texts = [
        "2008-02-30",
        "2009-02-29",
        "2008-13-01",
        "2008-00-01",
        "1984-12-31",
        "2101-01-01",
        "2008115",
        "2008",
        "8-3-5",
        "x",
    ]
    assert days(work, texts) == [-1] * 10
    assert days(work, ["", " ", "　", "2008-02-29", "2000-02-29", "2100-02-28"]) == [
        0,
        0,
        0,
        20080229,
        20000229,
        21000228,
    ]


def days(work, texts):
    rows = share(work.engine, work.folder, "days", pd.DataFrame({"text": texts}))
    found = frame(work.engine, clean.days(rows)).set_index("day_text")["day"]
    return [found[text] for text in texts]


def test_amounts_are_whole_yuan_and_half_a_yuan_goes_up(work):
    texts = [
        "1,200.5",
        "0.00005",
        "0.00004999",
        "-0.00005",
        "12",
        "１２.５",
        "123456789012.12345678",
        "+3",
    ]
    found = work(texts, lambda rows: clean.amount(rows.text, 10_000)[0])
    assert found == [12_005_000, 1, 0, -1, 120_000, 125_000, 1234567890121235, 30_000]
    # 亿元: all eight decimals are yuan
    assert work(["0.00000001", "1.23456789"], lambda rows: clean.amount(rows.text, 10**8)[0]) == [
        1,
        123456789,
    ]


def test_what_is_no_amount(work):
    texts = ["", "约1万", "1.2.3", "1e5", "-"]
    assert work(texts, lambda rows: clean.amount(rows.text, 1)[1]) == [False] * 5


def test_credit_codes_of_published_examples(work):
    # GB 32100-2015, 18th sign; worked in blog.csdn.net/qq_24372433/article/details/122812466
    # (11320000MB151840XJ) and yizhanzhixiao.com/link/1796942066087784707 (91512081MA62K0260E); the
    # standard's own counter-example 91350100M000100Y4Z ought to end in 3
    codes = [
        "11320000MB151840XJ",
        "91512081MA62K0260E",
        "91350100M000100Y43",
        "91350100M000100Y4Z",
        "91512081MA62K026E0",
        "9151208",
    ]
    assert work(codes, lambda rows: clean.credit_code_wrong(rows.text)) == [False] * 3 + [True] * 3
