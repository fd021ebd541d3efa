// A worker's last minute as a small line.

import { element } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
export const POINTS = 60;
// Ten units a pixel: whole numbers become text much faster than fractions.
const [WIDTH, HEIGHT] = [960, 220];

/** Keeps the last values of a series; null is a gap that the line bridges. */
export class History {
  constructor() {
    this.values = [];
  }

  push(value) {
    if (this.values.push(value) > POINTS) this.values.shift();
  }
}

/** A cell that draws row.history, from 0 to its own highest value. */
export function sparkCell(cell) {
  const svg = cell.appendChild(document.createElementNS(SVG, 'svg'));
  svg.setAttribute('class', 'spark');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('aria-hidden', 'true');
  const line = svg.appendChild(document.createElementNS(SVG, 'polyline'));
  return row => line.setAttribute('points', points(row.history.values));
}

function points(values) {
  const scale = Math.max(1, ...values);
  let text = '';
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null) continue;
    const x = WIDTH - (values.length - 1 - i) * (WIDTH / (POINTS - 1));
    text += `${Math.round(x)},${Math.round(HEIGHT - 10 - (values[i] / scale) * (HEIGHT - 20))} `;
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
