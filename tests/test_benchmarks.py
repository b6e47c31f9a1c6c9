import importlib

import pytest

from benchmarks import PARTS


@pytest.mark.parametrize("name", PARTS)
def test_contestants_agree_on_the_smallest_workload(name):
    part = importlib.import_module(f"benchmarks.{name}")
    workload = next(iter(part.WORKLOADS.values()))
    results = {
        key: one.run(part.make(workload, one.does(workload)))
        for key, one in part.CONTESTANTS.items()
    }
    assert part.check(workload, results)


@pytest.mark.parametrize("name", PARTS)
def test_a_wrong_result_is_noticed(name):
    part = importlib.import_module(f"benchmarks.{name}")
    workload = next(iter(part.WORKLOADS.values()))
    data = part.make(workload, workload.draws)
    right = {key: dict(part.CONTESTANTS[part.REFERENCE].run(data)) for key in part.CONTESTANTS}
    for key in (key for key in part.CONTESTANTS if key.startswith("this project")):
        wrong = {array: values[..., ::-1] for array, values in right[key].items()}
        with pytest.raises(AssertionError, match=key):
            part.check(workload, right | {key: wrong})
