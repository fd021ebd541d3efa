// The last quarter of an hour as a small line, and bars.

import { element } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
export const POINTS = 60;
/** A point stands for this many seconds, a beat of the daemon's. */
const SLOT = 15;
// Ten units a pixel: whole numbers become text much faster than fractions.
const [WIDTH, HEIGHT] = [960, 220];

/** The last values of a series, one for each beat; null is a gap that the line bridges. */
export class History {
  constructor() {
    this.values = [];
    this.last = null;
  }

  /** The value of an instant, in place of that of the same beat. */
  push(seconds, value) {
    const slot = Math.floor(seconds / SLOT);
    const missed = this.last === null ? 1 : Math.min(POINTS, Math.max(0, slot - this.last));
    for (let i = 0; i < missed; i++) this.values.push(null);
    this.last = Math.max(slot, this.last ?? slot);
    this.values[this.values.length - 1] = value ?? this.values.at(-1);
    if (this.values.length > POINTS) this.values.splice(0, this.values.length - POINTS);
  }

  /** What was before, where nothing is known. */
  seed(times, values) {
    if (this.last === null) return;
    while (this.values.length < POINTS) this.values.unshift(null);
    times.forEach((seconds, i) => {
      const at = POINTS - 1 - (this.last - Math.floor(seconds / SLOT));
      if (at >= 0 && at < POINTS) this.values[at] ??= values[i];
    });
  }
}

/** A cell that draws row.history, from 0 to its own highest value, or from its lowest where that is below. */
export function sparkCell(cell) {
  const draw = spark(cell);
  return row => draw(row.history.values);
}

/** A small line in an element: a function that draws values. */
export function spark(parent) {
  const svg = parent.appendChild(document.createElementNS(SVG, 'svg'));
  svg.setAttribute('class', 'spark');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('aria-hidden', 'true');
  const line = svg.appendChild(document.createElementNS(SVG, 'polyline'));
  return values => {
    svg.toggleAttribute('hidden', values.length === 0);
    line.setAttribute('points', points(values));
  };
}

function points(values) {
  const known = values.filter(value => value !== null);
  const low = Math.min(0, ...known);
  const scale = Math.max(0, ...known) - low || 1;
  let text = '';
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null) continue;
    const x = WIDTH - (values.length - 1 - i) * (WIDTH / (POINTS - 1));
    text += `${Math.round(x)},${Math.round(HEIGHT - 10 - ((values[i] - low) / scale) * (HEIGHT - 20))} `;
  }
  return text;
}

/** A cell with a bar from 0 to 100 of row[field], and the value in words; no bar where there is none. */
export function barCell(field, text) {
  return cell => {
    const bar = cell.appendChild(element('span', { class: 'bar', 'aria-hidden': 'true' }));
    const fill = bar.appendChild(element('span'));
    const words = cell.appendChild(element('span', { class: 'words' })).appendChild(document.createTextNode(''));
    let shown;
    return row => {
      const percent = row[field];
      if (percent !== shown) {
        shown = percent;
        bar.hidden = percent === null;
        fill.style.transform = `scaleX(${Math.min(1, (percent ?? 0) / 100)})`;
      }
      const now = text(row);
      if (words.data !== now) words.data = now;
    };
  };
}
