// The same page in plain Node: nats, prom-client, msgpackr. node peer.js NATS_URL PORT
import { createServer } from "node:http";
import { connect } from "nats";
import { Counter, Gauge, Registry } from "prom-client";
import { Unpackr } from "msgpackr";

const registry = new Registry();
const fleet = { component: "backend", endpoint: "load_metrics" };
const messages = new Counter({ name: "messages_received_total", help: "Messages received", registers: [registry] });
const workers = new Map();
const packed = new Unpackr({ useRecords: false, int64AsType: "bigint" });

function workerOf(id) {
  let worker = workers.get(id);
  if (worker === undefined) {
    worker = { labels: { ...fleet, worker_id: id }, isl: 0, overlap: 0, computed: 0, reused: 0, active: undefined, load: undefined, pass: undefined };
    workers.set(id, worker);
  }
  return worker;
}

// Ids are beyond 2^53, where JSON.parse rounds.
const idOf = (text) => /"worker_id":(\d+)/.exec(text)[1];

function perWorker(name, read) {
  new Gauge({
    name, help: name, labelNames: ["component", "endpoint", "worker_id"], registers: [registry],
    collect() {
      for (const worker of workers.values()) {
        const value = read(worker);
        if (value !== undefined) this.set(worker.labels, value);
      }
    },
  });
}

function ofFleet(name, reduce) {
  new Gauge({
    name, help: name, labelNames: ["component", "endpoint"], registers: [registry],
    collect() {
      const loads = [];
      for (const worker of workers.values()) if (worker.active !== undefined) loads.push(worker.active);
      if (loads.length > 0) this.set(fleet, reduce(loads));
    },
  });
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (part, all) => (all > 0 ? (100 * part) / all : undefined);
perWorker("llm_kv_hit_rate_percent", (w) => percent(w.overlap, w.isl));
perWorker("llm_kv_reuse_percent", (w) => percent(w.reused, w.reused + w.computed));
perWorker("llm_kv_blocks_active", (w) => w.active);
perWorker("llm_kv_blocks_total", (w) => w.load?.blocks);
perWorker("llm_requests_active_slots", (w) => (w.load ?? w.pass)?.active);
perWorker("llm_requests_waiting", (w) => (w.load ?? w.pass)?.waiting);
perWorker("llm_requests_total_slots", (w) => w.load?.slots);
ofFleet("llm_load_avg", mean);
ofFleet("llm_load_std", (loads) => {
  const middle = mean(loads);
  return Math.sqrt(mean(loads.map((load) => (load - middle) ** 2)));
});

function hit(message) {
  const text = message.string();
  const { isl_blocks, overlap_blocks } = JSON.parse(text);
  const worker = workerOf(idOf(text));
  worker.isl += isl_blocks;
  worker.overlap += overlap_blocks;
}

function load(message) {
  const text = message.string();
  const { worker_stats: w, kv_stats: kv } = JSON.parse(text).data;
  const worker = workerOf(idOf(text));
  worker.load = { active: w.request_active_slots, slots: w.request_total_slots, waiting: w.num_requests_waiting, blocks: kv.kv_total_blocks };
  worker.active = kv.kv_active_blocks;
}

function pass(message) {
  const { worker_id, scheduled_requests: scheduled, queued_requests: queued } = packed.unpack(packed.unpack(message.data).payload);
  const worker = workerOf(worker_id);
  worker.computed += scheduled.sum_prefill_tokens;
  worker.reused += scheduled.sum_prefill_kv_tokens;
  worker.pass = { active: scheduled.num_prefill_requests + scheduled.num_decode_requests, waiting: queued.num_prefill_requests + queued.num_decode_requests };
}

function packedLoad(message) {
  const { worker_id, kv_used_blocks } = packed.unpack(packed.unpack(message.data).payload);
  if (kv_used_blocks !== null) workerOf(String(worker_id)).active = kv_used_blocks;
}

const connection = await connect({ servers: process.argv[2], maxReconnectAttempts: -1 });
const listen = (subject, handle) => connection.subscribe(subject, {
  callback(error, message) {
    messages.inc();
    try {
      if (error) throw error;
      handle(message);
    } catch (problem) {
      console.error(subject, problem.message);
    }
  },
});
listen("namespace.dynamo.kv-hit-rate", hit);
listen("namespace.dynamo.kv_metrics", load);
listen("namespace.dynamo.component.backend.endpoint.*.forward-pass-metrics", pass);
listen("namespace.dynamo.component.backend.endpoint.*.kv_metrics", packedLoad);
await connection.flush();
createServer(async (_, response) => {
  response.setHeader("Content-Type", registry.contentType);
  response.end(await registry.metrics());
}).listen(Number(process.argv[3]), "127.0.0.1");
