// One metric: what it says, its groups with a column for each window, and a small line of what they were.

import { element, setText } from './dom.js';
import { Grid } from './grid.js';
import { Bars } from './bars.js';
import { past } from './history.js';
import { number, sortKey } from './numbers.js';
import { History, spark, sparkCell } from './spark.js';

const ALL = '';
const UNITS = [[/_percent$/, '%'], [/_seconds$/, ' s'], [/_celsius$/, ' °C'], [/_bytes$/, ' B'], [/_per_second$/, '/s']];

export class MetricView {
  #rows = new Map();
  #grid = null;
  #windows = '';
  #latest = null;

  constructor(parent, metric, note, open) {
    this.name = metric.name;
    this.pipeline = metric.pipeline;
    this.isCounter = metric.type === 'counter';
    this.unit = UNITS.find(([end]) => end.test(metric.name))?.[1] ?? '';
    this.root = parent.appendChild(element('details', { class: 'metric' }));
    const summary = this.root.appendChild(element('summary'));
    summary.appendChild(element('h3')).textContent = metric.name;
    if (note) summary.appendChild(element('small')).textContent = note;
    this.now = summary.appendChild(element('span', { class: 'now' }));
    this.line = spark(summary);
    this.line([]);
    this.root.appendChild(element('p', { class: 'help' })).textContent = metric.help;
    this.bars = metric.type === 'histogram' ? new Bars(this.root, metric.name, this.unit) : null;
    this.root.open = open;
    this.isOfFleet = !open;
    this.root.addEventListener('toggle', () => this.root.open && this.#latest && this.#draw(...this.#latest));
    this.root.addEventListener('toggle', () => this.seed(), { once: true });
  }

  show(metric, seconds) {
    this.#latest = [metric, seconds];
    const groups = new Set();
    for (const { table, at } of metric.parts) for (const row of table.rows) if (row[at] !== null) groups.add(this.#key(table, row));
    setText(this.now, groups.size === 0 ? 'no value' : groups.size === 1 && !this.bars ? this.#single(metric) : `${number(groups.size)} ${groups.size === 1 ? 'series' : 'groups'}`);
    // Of a fleet's many metrics those that have nothing to say are left out.
    this.root.hidden = groups.size === 0 && this.isOfFleet;
    if (this.root.open) this.#draw(metric, seconds);
  }

  /** Fills the small lines with what was before. */
  async seed() {
    if (!this.root.open || this.isCounter || this.bars) return;
    const before = await past([this.name], { pipeline: this.pipeline });
    before?.rows({ [this.name]: 'values' }, (table, row, _, values) => {
      const known = this.#rows.get(this.#key(table, row));
      if (known && table.label(row, 'window') === known.window) known.history.seed(before.times, values);
    });
    this.#grid?.render();
  }

  #single(metric) {
    const { table, at } = metric.parts[0];
    const row = table.rows.find(r => r[at] !== null);
    const window = table.label(row, 'window');
    return `${number(row[at])}${this.unit}${window ? ` over ${window}` : ''}`;
  }

  #key(table, row) {
    return table.labels.filter(label => label !== 'window' && label !== 'le').map(label => table.label(row, label)).join('\0');
  }

  #draw(metric, seconds) {
    if (this.bars) this.bars.show(metric.parts.filter(p => p.part === 'bucket'));
    const windows = [];
    for (const row of this.#rows.values()) row.seen = false;
    for (const { table, at, part } of metric.parts) {
      if (part === 'bucket') continue;
      for (const values of table.rows) {
        if (values[at] === null) continue;
        const column = part || (table.label(values, 'window') ?? ALL);
        if (!windows.includes(column)) windows.push(column);
        this.#row(table, values, column).values[column] = values[at];
      }
    }
    if (this.bars) windows.splice(0, windows.length, 'count', 'mean');
    for (const [key, row] of this.#rows) {
      if (this.bars) row.values.mean = row.values.count ? row.values.sum / row.values.count : undefined;
      if (!row.seen) this.#rows.delete(key);
      else this.#push(row, seconds);
    }
    this.#gridOf(metric, windows).show([...this.#rows.values()]);
    const single = this.#rows.size === 1 ? [...this.#rows.values()][0].history.values : [];
    this.line(single);
  }

  #row(table, values, column) {
    const key = this.#key(table, values);
    let row = this.#rows.get(key);
    if (!row) {
      const labels = table.labels.filter(label => label !== 'window' && label !== 'le').map(label => table.label(values, label));
      const text = labels.join(' ');
      row = { labels, values: {}, window: table.label(values, 'window'), history: new History(), sortKey: labels.map(sortKey).join(' ') || ' ', search: text.toLowerCase() };
      this.#rows.set(key, row);
    }
    if (!row.seen) {
      row.seen = true;
      row.values = {};
    }
    row.window ??= column;
    return row;
  }

  /** What the small line shows: a gauge's first window, a counter's increase a second. */
  #push(row, seconds) {
    const value = Object.values(row.values)[0];
    if (!this.isCounter) row.history.push(seconds, value);
    else if (row.before && seconds > row.before.seconds) row.history.push(seconds, Math.max(0, value - row.before.value) / (seconds - row.before.seconds));
    if (this.isCounter && seconds !== row.before?.seconds) row.before = { seconds, value };
  }

  #gridOf(metric, windows) {
    const wanted = windows.join('\0');
    if (this.#grid && this.#windows === wanted) return this.#grid;
    this.frame?.remove();
    this.#windows = wanted;
    this.frame = this.root.appendChild(element('div', { class: 'pane', tabindex: '0', role: 'region', 'aria-label': `${metric.name}, groups` }));
    const labels = metric.keys.map((title, i) => ({ title, value: r => sortKey(r.labels[i]), text: r => r.labels[i] }));
    const values = windows.map(window => ({
      title: window === ALL ? 'value' : window, numeric: true, value: r => r.values[window] ?? null,
      text: r => r.values[window] === undefined ? '–' : `${number(r.values[window])}${window === 'count' ? '' : this.unit}`,
    }));
    const line = this.bars ? [] : [{ title: this.isCounter ? 'A second, 15 min' : 'Last 15 min', narrow: 'wide', cell: sparkCell }];
    const columns = [...(labels.length ? labels : [{ title: 'series', value: () => '', text: () => 'all' }]), ...values, ...line];
    this.#grid = new Grid(this.frame.appendChild(element('table')), metric.name, columns);
    return this.#grid;
  }
}
