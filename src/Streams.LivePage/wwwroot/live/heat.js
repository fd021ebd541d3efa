// How load is spread: a strip with a field for each worker, the darker the more it carries, and quantiles.

import { element, setText } from './dom.js';
import { number, percent } from './numbers.js';

const STEPS = 5;
const QUANTILES = [['least', 0], ['10th percentile', 0.1], ['median', 0.5], ['90th percentile', 0.9], ['most', 1]];

/** Workers by what their load is measured in: percents and blocks do not compare. */
const KINDS = [
  { title: 'Load, % of capacity', value: row => row.percent, text: percent, top: () => 100 },
  { title: 'Load, KV blocks', value: row => row.percent === null ? row.blocks : null, text: number, top: values => values.at(-1) || 1 },
  { title: 'Requests in work', value: row => row.percent === null && row.blocks === null ? row.active : null, text: number, top: values => values.at(-1) || 1 },
];

export class Heats {
  constructor(parent) {
    this.heats = KINDS.map(kind => new Heat(parent, kind));
  }

  show(rows) {
    for (const heat of this.heats) heat.show(rows);
  }
}

class Heat {
  constructor(parent, kind) {
    this.kind = kind;
    this.root = parent.appendChild(element('div', { class: 'heat' }));
    const head = this.root.appendChild(element('p'));
    head.appendChild(element('span', { class: 'what' })).textContent = kind.title;
    this.quantiles = QUANTILES.map(([name]) => {
      const item = head.appendChild(element('span', { class: 'quantile' }));
      item.appendChild(document.createTextNode(`${name} `));
      return item.appendChild(element('b'));
    });
    this.strip = this.root.appendChild(element('div', { class: 'strip', role: 'img' }));
    const scale = this.root.appendChild(element('p', { class: 'scale', 'aria-hidden': 'true' }));
    this.low = scale.appendChild(element('span'));
    for (let step = 0; step < STEPS; step++) scale.appendChild(element('span', { class: `field heat${step}` }));
    this.high = scale.appendChild(element('span'));
    this.under = scale.appendChild(element('span', { class: 'under' }));
    this.strip.addEventListener('mousemove', event => setText(this.under, event.target.title ?? ''));
    this.strip.addEventListener('mouseleave', () => setText(this.under, ''));
  }

  /** The workers in the order of their names, so that each keeps its place. */
  show(rows) {
    const { value, text, top } = this.kind;
    const known = rows.filter(row => value(row) !== null);
    this.root.hidden = known.length < 2;
    if (this.root.hidden) return;
    const values = known.map(value).sort((a, b) => a - b);
    const texts = QUANTILES.map(([, q]) => text(quantile(values, q)));
    texts.forEach((now, i) => setText(this.quantiles[i], now));
    const most = top(values);
    setText(this.low, text(0));
    setText(this.high, text(most));
    this.strip.setAttribute('aria-label', `${this.kind.title} of ${known.length} workers: ${QUANTILES.map(([name], i) => `${name} ${texts[i]}`).join(', ')}`);
    const ordered = known.sort((a, b) => a.sortKey < b.sortKey ? -1 : 1);
    while (this.strip.childElementCount > ordered.length) this.strip.lastElementChild.remove();
    while (this.strip.childElementCount < ordered.length) this.strip.appendChild(element('span'));
    this.strip.classList.toggle('few', ordered.length <= 100);
    ordered.forEach((row, i) => {
      const field = this.strip.children[i];
      const heat = `heat${Math.min(STEPS - 1, Math.floor((value(row) / most) * STEPS))}`;
      if (field.className !== heat) field.className = heat;
      const title = `${row.name} ${text(value(row))}`;
      if (field.title !== title) field.title = title;
    });
  }
}

/** Between the neighbours, as Prometheus has it. */
function quantile(sorted, q) {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (at - low);
}
