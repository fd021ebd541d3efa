// A chart of the last minutes: lines, and a band between two of them where that is asked for.

import { number } from './numbers.js';

const MINUTES = 5;

const dark = matchMedia('(prefers-color-scheme: dark)');
const colors = new Map();
dark.addEventListener('change', () => colors.clear());

/** A colour of the style sheet, kept: asking for it makes the browser compute every style that is due. */
function color(name) {
  if (!colors.has(name)) colors.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return colors.get(name);
}

const axis = () => ({ stroke: () => color('--muted'), grid: { stroke: () => color('--line'), width: 1 }, ticks: { stroke: () => color('--line'), width: 1 } });

/** The time of day in UTC, as in the header. */
const clock = seconds => new Date(seconds * 1000).toISOString().slice(11, 19);

export class Chart {
  /** lines: { color, width }; band: the two lines that it lies between; range: of the values, from what there is otherwise; unit: theirs. */
  constructor(figure, lines, { band, range, unit = '' }) {
    this.figure = figure;
    this.caption = figure.querySelector('figcaption');
    this.plot = figure.querySelector('.plot');
    this.plot.setAttribute('role', 'img');
    this.data = [[], ...lines.map(() => [])];
    this.uplot = new uPlot({
      ...this.#size(),
      padding: [null, 32, null, null],
      cursor: { show: false },
      legend: { show: false },
      scales: { y: { range: range ?? ((_, low, high) => low === null ? [0, 1] : [Math.min(0, low), (high || 1) * 1.1]) } },
      axes: [{ ...axis(), space: 80, values: (_, ticks) => ticks.map(clock) }, { ...axis(), size: 56, values: (_, ticks) => ticks.map(tick => number(tick) + unit) }],
      series: [{}, ...lines.map(line => ({ stroke: () => color(line.color), width: line.width, points: { show: false } }))],
      bands: band ? [{ series: band, fill: () => color('--band') }] : [],
    }, this.data, this.plot);
    new ResizeObserver(() => this.uplot.setSize(this.#size())).observe(figure);
    dark.addEventListener('change', () => this.uplot.redraw());
  }

  /** Adds the values of an instant; null is a gap. */
  push(seconds, values, title) {
    if (this.caption.textContent !== title) this.caption.textContent = title;
    this.plot.setAttribute('aria-label', `Chart of the last minutes. ${title}`);
    this.data[0].push(seconds);
    values.forEach((value, i) => this.data[i + 1].push(value));
    while (this.data[0][0] < seconds - MINUTES * 60) this.data.forEach(column => column.shift());
    this.uplot.setData(this.data);
  }

  #size() {
    return { width: Math.max(200, this.figure.clientWidth), height: 160 };
  }
}
