/* What Leaflet must know before folium's script makes the map. */
(function () {
  "use strict";

  // Drawn well beyond the window, so that dragging shows no empty edge.
  L.Renderer.prototype.options.padding = 0.6;

  /* Albers equal-area conic with the parallels of geodata.boundaries.CHINA_ALBERS: the shape in
     which readers know China. On a sphere, which is exact enough for a picture. */
  const radius = L.CRS.Earth.R;
  const radians = Math.PI / 180;
  const sine1 = Math.sin(25 * radians);
  const sine2 = Math.sin(47 * radians);
  const meridian = 105;
  const cone = (sine1 + sine2) / 2;
  const constant = 1 - sine1 * sine1 + 2 * cone * sine1;
  const distanceAt = (sine) => (radius * Math.sqrt(constant - 2 * cone * sine)) / cone;
  const origin = distanceAt(0);

  const albers = {
    bounds: L.bounds([-2 * radius, -2 * radius], [2 * radius, 2 * radius]),
    project: function (place) {
      const distance = distanceAt(Math.sin(place.lat * radians));
      const angle = cone * (place.lng - meridian) * radians;
      return L.point(distance * Math.sin(angle), origin - distance * Math.cos(angle));
    },
    unproject: function (point) {
      const up = origin - point.y;
      const ratio = (Math.hypot(point.x, up) * cone) / radius;
      const sine = (constant - ratio * ratio) / (2 * cone);
      return L.latLng(
        Math.asin(Math.max(-1, Math.min(1, sine))) / radians,
        meridian + Math.atan2(point.x, up) / cone / radians
      );
    },
  };

  // The same scale as web Mercator's at the equator, so that zoom levels mean the usual.
  const unit = 0.5 / (Math.PI * radius);
  L.CRS.ChinaAlbers = L.extend({}, L.CRS.Earth, {
    code: "ChinaAlbers",
    wrapLng: undefined,
    projection: albers,
    transformation: new L.Transformation(unit, 0.5, -unit, 0.5),
  });
})();
