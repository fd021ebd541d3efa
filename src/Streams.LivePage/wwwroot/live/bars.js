// A histogram of all groups together: a bar for each bucket, in the order of their bounds.

import { element, setText } from './dom.js';
import { number } from './numbers.js';

export class Bars {
  #rows = [];

  constructor(parent, name, unit) {
    this.unit = unit;
    this.table = parent.appendChild(element('table', { class: 'bars', 'aria-label': `${name}, buckets` }));
    const head = this.table.createTHead().insertRow();
    for (const title of [`up to${unit ? `,${unit}` : ''}`, 'count', 'share']) head.appendChild(element('th', { scope: 'col' })).textContent = title;
    this.body = this.table.appendChild(element('tbody'));
  }

  /** Buckets count all that is not above their bound: the difference to the one before is a bucket's own. */
  show(parts) {
    const cumulative = new Map();
    for (const { table, at } of parts) {
      for (const row of table.rows) {
        if (row[at] === null) continue;
        const bound = table.label(row, 'le');
        cumulative.set(bound, (cumulative.get(bound) ?? 0) + row[at]);
      }
    }
    const sorted = [...cumulative].map(([bound, count]) => ({ bound: bound === '+Inf' ? Infinity : Number(bound), count })).sort((a, b) => a.bound - b.bound);
    this.table.hidden = sorted.length === 0;
    while (this.#rows.length > sorted.length) this.#rows.pop().tr.remove();
    while (this.#rows.length < sorted.length) this.#rows.push(barRow(this.body));
    const all = sorted.at(-1)?.count || 1;
    sorted.forEach(({ bound, count }, i) => {
      const own = count - (sorted[i - 1]?.count ?? 0);
      this.#rows[i].show(Number.isFinite(bound) ? number(bound) : 'above', number(own), own / all);
    });
  }
}

function barRow(body) {
  const tr = body.insertRow();
  const bound = tr.appendChild(element('th', { scope: 'row' }));
  const count = tr.insertCell();
  const cell = tr.insertCell();
  const bar = cell.appendChild(element('span', { class: 'bar', 'aria-hidden': 'true' })).appendChild(element('span'));
  const share = cell.appendChild(element('span', { class: 'words' }));
  return {
    tr,
    show(text, number, part) {
      setText(bound, text);
      setText(count, number);
      setText(share, `${(100 * part).toFixed(1)}%`);
      bar.style.transform = `scaleX(${part})`;
    },
  };
}
