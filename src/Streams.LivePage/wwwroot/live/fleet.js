// The fleet in a few numbers, and two charts.

import { byId, element, setText } from './dom.js';
import { Chart } from './chart.js';
import { number, percent } from './numbers.js';

/** The mean of a fleet's figure over its pipelines, null where it is absent. */
const mean = (snapshot, name) => {
  const values = snapshot.values(name);
  return values.length ? values.reduce((a, b) => a + b) / values.length : null;
};

/** A sum, of what it can be where every worker says that. */
const share = (snapshot, part, whole) => {
  const all = snapshot.values(whole).length === snapshot.values(part).length ? snapshot.sum(whole) : null;
  return all === null ? number(snapshot.sum(part)) : `${number(snapshot.sum(part))} / ${number(all)}`;
};

export class Fleet {
  #tiles = new Map();
  #section = byId('fleet');

  show(snapshot) {
    const avg = mean(snapshot, 'llm_load_avg');
    const std = mean(snapshot, 'llm_load_std');
    const hit = mean(snapshot, 'llm_kv_hit_rate_fleet_percent');
    const reuse = mean(snapshot, 'llm_kv_reuse_fleet_percent');
    const known = snapshot.has('llm_load_avg') || snapshot.has('llm_kv_hit_rate_fleet_percent');
    if (this.#section.hidden === known) this.#section.hidden = !known;
    if (!known) return;
    this.#tile('Workers', number(snapshot.sum('streams_workers')));
    this.#tile('Hit rate', hit === null ? null : percent(hit));
    this.#tile('Reuse', reuse === null ? null : percent(reuse));
    this.#tile('Load ± deviation', avg === null ? null : `${number(avg)} ± ${number(std)}`);
    this.#tile('Slots', share(snapshot, 'llm_requests_active_slots', 'llm_requests_total_slots'));
    this.#tile('Blocks', share(snapshot, 'llm_kv_blocks_active', 'llm_kv_blocks_total'));
    this.#tile('Waiting', number(snapshot.sum('llm_requests_waiting')));
    this.load ??= new Chart(byId('load-chart'), [{ color: '--accent', width: 2 }, { color: '--band', width: 0 }, { color: '--band', width: 0 }], [2, 3]);
    this.rate ??= new Chart(byId('rate-chart'), [{ color: '--accent', width: 2 }, { color: '--second', width: 2 }]);
    const seconds = snapshot.time / 1000;
    const band = avg === null ? [null, null, null] : [avg, avg + std, avg - std];
    this.load.push(seconds, band, avg === null ? 'Load: no value' : `Load ${number(avg)} ± ${number(std)} KV blocks`);
    this.rate.push(seconds, [hit, reuse], rateTitle(hit, reuse));
  }

  /** A gap in both charts: the daemon was not heard. */
  gap(time) {
    this.load?.push(time / 1000, [null, null, null], 'Load: no value');
    this.rate?.push(time / 1000, [null, null], 'Hit rate: no value');
  }

  #tile(title, text) {
    let tile = this.#tiles.get(title);
    if (!tile) {
      tile = byId('tiles').appendChild(element('div'));
      tile.appendChild(element('dt')).textContent = title;
      tile.value = tile.appendChild(element('dd'));
      this.#tiles.set(title, tile);
    }
    setText(tile.value, text ?? '–');
  }
}

function rateTitle(hit, reuse) {
  const parts = [hit === null ? '' : `Hit rate ${percent(hit)}`, reuse === null ? '' : `Reuse ${percent(reuse)}`].filter(Boolean);
  return parts.length ? parts.join(', ') : 'Hit rate: no value';
}
