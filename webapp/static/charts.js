// Draws the chart above each table from the table's own numbers. Without this script, or without
// ECharts, the tables stand open; with a chart each is one key away.

import { say } from "./words.js";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colours = () => [1, 2, 3, 4].map((each) => token(`--series-${each}`));
const SYMBOLS = ["circle", "diamond", "triangle", "rect"];
const drawn = [];

const said = (value, unit) => (value === null ? "–" : `${value.toLocaleString("zh-CN")} ${unit}`.trim());

function text(size = 12) {
  return { color: token("--ink-soft"), fontFamily: token("--face"), fontSize: size };
}

function axis(more) {
  return {
    axisLine: { lineStyle: { color: token("--line-strong") } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: token("--line") } },
    axisLabel: text(),
    ...more,
  };
}

// The unit of counts stands beside the chart's name; per cent at each number.
function scale(chart) {
  const share = chart.series[0].unit === "%";
  return axis({
    type: "value",
    minInterval: share ? 0 : 1,
    scale: share && chart.kind === "line",
    max: share && chart.kind === "stack" ? 100 : undefined,
    axisLabel: { ...text(), formatter: share ? "{value}%" : "{value}" },
  });
}

function common(chart) {
  const several = chart.series.length > 1;
  return {
    animation: false,
    color: colours(),
    aria: { enabled: true, label: { enabled: false }, decal: { show: several && chart.kind === "stack" } },
    textStyle: text(),
    grid: { left: 8, right: 24, top: several ? 36 : 8, bottom: 8, containLabel: true },
    legend: several ? { top: 0, left: 0, itemGap: 16, textStyle: text() } : { show: false },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // HTML of its own would carry styles that the page's policy refuses
      confine: true,
      backgroundColor: token("--surface"),
      borderColor: token("--line-strong"),
      textStyle: { ...text(), color: token("--ink") },
      axisPointer: { type: chart.kind === "line" ? "line" : "shadow" },
    },
  };
}

function bars(chart) {
  const stacked = chart.kind === "stack";
  return {
    ...common(chart),
    yAxis: axis({
      type: "category",
      inverse: true,
      data: chart.labels,
      splitLine: { show: false },
      axisLabel: { ...text(), width: 132, overflow: "truncate" },
    }),
    xAxis: scale(chart),
    series: chart.series.map((each) => ({
      type: "bar",
      name: each.name,
      data: each.values,
      stack: stacked ? "all" : undefined,
      barMaxWidth: 20,
      tooltip: { valueFormatter: (value) => said(value ?? null, each.unit) },
      label: stacked ? undefined : { show: true, position: "right", ...text() },
    })),
  };
}

function lines(chart) {
  return {
    ...common(chart),
    xAxis: axis({ type: "category", data: chart.labels, splitLine: { show: false }, boundaryGap: false }),
    yAxis: scale(chart),
    series: chart.series.map((each, at) => ({
      type: "line",
      name: each.name,
      data: each.values,
      symbol: SYMBOLS[at],
      symbolSize: 6,
      showSymbol: chart.labels.length < 40,
      lineStyle: { width: 2, type: at ? "dashed" : "solid" },
      tooltip: { valueFormatter: (value) => said(value ?? null, each.unit) },
    })),
  };
}

function heat(chart) {
  const cells = chart.series.flatMap((day, x) => day.values.map((value, y) => [x, y, value ?? 0]));
  const most = Math.max(1, ...cells.map((each) => each[2]));
  return {
    ...common(chart),
    grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
    legend: { show: false },
    tooltip: { ...common(chart).tooltip, trigger: "item" },
    xAxis: axis({ type: "category", position: "top", data: chart.series.map((each) => each.name) }),
    yAxis: axis({ type: "category", inverse: true, data: chart.labels }),
    visualMap: { show: false, min: 0, max: most, inRange: { color: [token("--surface"), token("--series-1")] } },
    series: [
      {
        type: "heatmap",
        data: cells,
        itemStyle: { borderColor: token("--paper"), borderWidth: 2 },
        tooltip: {
          formatter: ({ data }) => say("mean", { day: chart.series[data[0]].name, hour: chart.labels[data[1]], count: said(data[2], "") }),
        },
      },
    ],
  };
}

const KINDS = { bar: bars, stack: bars, line: lines, heat };

function height(chart) {
  if (chart.kind === "line") return 260;
  return chart.labels.length * (chart.kind === "heat" ? 22 : 32) + 64;
}

function draw(place) {
  const chart = JSON.parse(place.dataset.chart);
  place.hidden = false;
  place.style.height = `${height(chart)}px`;
  const made = window.echarts.init(place, null, { renderer: "svg", locale: document.documentElement.lang === "en" ? "EN" : "ZH" });
  const show = () => made.setOption(KINDS[chart.kind](chart), true);
  show();
  new ResizeObserver(() => made.resize()).observe(place);
  drawn.push(show);
}

const tables = [...document.querySelectorAll(".exhibit__table")];

function start() {
  if (!window.echarts) return;
  for (const place of document.querySelectorAll("[data-chart]")) {
    draw(place);
    place.parentElement.querySelector(".exhibit__table").open = false;
  }
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", () => drawn.forEach((show) => show()));
  }
}

// On paper the tables are there, and as they were afterwards.
let kept = [];
addEventListener("beforeprint", () => {
  kept = tables.filter((each) => !each.open);
  for (const each of kept) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of kept) each.open = false;
});

addEventListener("keydown", (event) => {
  if (event.key !== "t" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const open = tables.some((each) => !each.open);
  for (const each of tables) each.open = open;
});

document.querySelector("[data-key-hint]")?.removeAttribute("hidden");
start();
