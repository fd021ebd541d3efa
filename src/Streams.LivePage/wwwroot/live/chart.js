// A chart of the last quarter of an hour: lines with a legend that tells their values, now or under the cursor, and a band where that is asked for.

import { element, setText } from './dom.js';
import { number } from './numbers.js';

const SPAN = 15 * 60;
/** A point stands for this many seconds. */
const SLOT = 5;

const dark = matchMedia('(prefers-color-scheme: dark)');
const colors = new Map();
dark.addEventListener('change', () => colors.clear());

/** A colour of the style sheet, kept: asking for it makes the browser compute every style that is due. */
function color(name) {
  if (!colors.has(name)) colors.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return colors.get(name);
}

const axis = () => ({ stroke: () => color('--muted'), grid: { stroke: () => color('--line'), width: 1 }, ticks: { stroke: () => color('--line'), width: 1 } });
const clock = (seconds, length = 8) => new Date(seconds * 1000).toISOString().slice(11, 11 + length);

export class Chart {
  #slots = new Map();
  #now = 0;

  /**
   * lines: { name, color, text(values at an instant) }, area instead of a line where it is the band; band: whether the last two values of an instant
   * are its edges; range: of the values, from what there is otherwise.
   */
  constructor(parent, title, unit, lines, { band = false, range, className = '' } = {}) {
    this.lines = lines;
    this.figure = parent.appendChild(element('figure', { class: className }));
    this.caption = this.figure.appendChild(element('figcaption'));
    this.caption.appendChild(element('span')).textContent = title;
    this.legend = lines.map(line => legendItem(this.caption, line));
    this.at = this.caption.appendChild(element('span', { class: 'at' }));
    this.plot = this.figure.appendChild(element('div', { class: 'plot', role: 'img', tabindex: '0' }));
    this.title = title;
    const drawn = [...lines.filter(line => !line.area), ...(band ? [{ color: '--band', width: 0 }, { color: '--band', width: 0 }] : [])];
    this.count = drawn.length;
    this.uplot = new uPlot({
      ...this.#size(),
      padding: [8, 24, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      legend: { show: false },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      scales: {
        x: { range: () => [this.#now - SPAN, this.#now] },
        y: { range: range ?? ((_, low, high) => low === null ? [0, 1] : [Math.min(0, low), (high || 1) * 1.1]) },
      },
      axes: [
        { ...axis(), space: 60, size: 34, values: (_, ticks) => ticks.map(tick => clock(tick, tick % 60 ? 8 : 5)) },
        { ...axis(), size: unit === '%' ? 50 : 66, label: unit === '%' ? undefined : unit, labelSize: 18, labelGap: 0, values: (_, ticks) => ticks.map(tick => number(tick) + (unit === '%' ? unit : '')) },
      ],
      series: [{}, ...drawn.map(line => ({ stroke: () => color(line.color), width: line.width ?? 2, points: { show: false } }))],
      bands: band ? [{ series: [this.count - 1, this.count], fill: () => color('--band') }] : [],
      hooks: { setCursor: [() => this.#tell()] },
    }, [[], ...drawn.map(() => [])], this.plot);
    this.plot.addEventListener('keydown', event => this.#move(event));
    this.plot.addEventListener('blur', () => this.uplot.setCursor({ left: -10, top: -10 }));
    new ResizeObserver(() => this.uplot.setSize(this.#size())).observe(this.figure);
    dark.addEventListener('change', () => this.uplot.redraw());
  }

  /** The values of an instant, in place of those of the same five seconds; null is a gap. The last of an instant counts. */
  push(seconds, values) {
    this.#now = seconds;
    this.#slots.set(Math.floor(seconds / SLOT), [seconds, values]);
    for (const slot of this.#slots.keys()) if (slot < (seconds - SPAN) / SLOT) this.#slots.delete(slot);
    this.#draw();
  }

  /** What was before, where nothing is known: points of { seconds, values }. */
  seed(points) {
    for (const [seconds, values] of points) {
      const slot = Math.floor(seconds / SLOT);
      const known = this.#slots.get(slot)?.[1];
      if (!known || known.every(value => value === null)) this.#slots.set(slot, [seconds, values]);
    }
    this.#draw();
  }

  /** A gap behind the last point: nothing was heard. */
  gap() {
    const last = Math.max(...this.#slots.keys());
    if (Number.isFinite(last)) this.#slots.set(last + 1, [(last + 1) * SLOT, Array(this.count).fill(null)]);
  }

  #draw() {
    const points = [...this.#slots].sort(([a], [b]) => a - b).map(([, point]) => point);
    this.points = points;
    this.uplot.setData([points.map(([seconds]) => seconds), ...Array.from({ length: this.count }, (_, i) => points.map(([, values]) => values[i] ?? null))]);
    this.#tell();
  }

  /** Tells the values under the cursor, or the last ones. */
  #tell() {
    if (!this.points?.length) return;
    const index = this.uplot.cursor.left >= 0 ? this.uplot.cursor.idx : null;
    const [seconds, values] = this.points[index ?? this.points.length - 1] ?? this.points[this.points.length - 1];
    const texts = this.lines.map(line => line.text(values));
    this.legend.forEach((value, i) => setText(value, texts[i]));
    setText(this.at, index === null || index === undefined ? '' : `at ${clock(seconds)} UTC`);
    this.plot.setAttribute('aria-label', `${this.title}, the last 15 minutes; at ${clock(seconds)} UTC ${this.lines.map((line, i) => `${line.name} ${texts[i]}`).join(', ')}`);
  }

  /** Arrows move the cursor from point to point. */
  #move(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !this.points?.length) return;
    event.preventDefault();
    const at = this.uplot.cursor.left >= 0 && this.uplot.cursor.idx !== null ? this.uplot.cursor.idx : this.points.length - 1 - Math.max(step, 0);
    const index = Math.min(this.points.length - 1, Math.max(0, at + step));
    this.uplot.setCursor({ left: this.uplot.valToPos(this.points[index][0], 'x'), top: 0 });
  }

  #size() {
    return { width: Math.max(200, this.figure.clientWidth), height: 150 };
  }
}

/** A colour, a name and the place of a value. */
function legendItem(parent, line) {
  const item = parent.appendChild(element('span', { class: 'key' }));
  item.appendChild(element('span', { class: `swatch ${line.area ? 'area' : 'line'} ${line.color.slice(2)}`, 'aria-hidden': 'true' }));
  item.appendChild(document.createTextNode(`${line.name} `));
  return item.appendChild(element('b'));
}
