package main

import (
	"math"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// worker is what the messages about one worker add up to.
type worker struct {
	isl, overlap, computed, reused uint64
	active                         *uint64
	load, pass                     *requests
}

type requests struct {
	active, slots, waiting, blocks uint64
}

// fleet is a collector: its numbers become series when a page is asked for.
type fleet struct {
	lock     sync.Mutex
	received uint64
	workers  map[string]*worker
}

var (
	labels   = []string{"component", "endpoint"}
	received = prometheus.NewDesc("messages_received_total", "Messages received", nil, nil)
	hitRate  = ofWorker("llm_kv_hit_rate_percent")
	reuse    = ofWorker("llm_kv_reuse_percent")
	active   = ofWorker("llm_kv_blocks_active")
	blocks   = ofWorker("llm_kv_blocks_total")
	slots    = ofWorker("llm_requests_active_slots")
	waiting  = ofWorker("llm_requests_waiting")
	allSlots = ofWorker("llm_requests_total_slots")
	loadMean = prometheus.NewDesc("llm_load_avg", "llm_load_avg", labels, nil)
	loadStd  = prometheus.NewDesc("llm_load_std", "llm_load_std", labels, nil)
)

func ofWorker(name string) *prometheus.Desc {
	return prometheus.NewDesc(name, name, append(labels, "worker_id"), nil)
}

func (f *fleet) Describe(descriptions chan<- *prometheus.Desc) {
	prometheus.DescribeByCollect(f, descriptions)
}

func (f *fleet) Collect(metrics chan<- prometheus.Metric) {
	f.lock.Lock()
	defer f.lock.Unlock()
	metrics <- prometheus.MustNewConstMetric(received, prometheus.CounterValue, float64(f.received))
	gauge := func(description *prometheus.Desc, value float64, id ...string) {
		metrics <- prometheus.MustNewConstMetric(description, prometheus.GaugeValue, value, append([]string{"backend", "load_metrics"}, id...)...)
	}
	var loads []float64
	for id, w := range f.workers {
		if w.isl > 0 {
			gauge(hitRate, 100*float64(w.overlap)/float64(w.isl), id)
		}
		if all := w.computed + w.reused; all > 0 {
			gauge(reuse, 100*float64(w.reused)/float64(all), id)
		}
		if w.active != nil {
			gauge(active, float64(*w.active), id)
			loads = append(loads, float64(*w.active))
		}
		if w.load != nil {
			gauge(blocks, float64(w.load.blocks), id)
			gauge(allSlots, float64(w.load.slots), id)
		}
		now := w.load
		if now == nil {
			now = w.pass
		}
		if now != nil {
			gauge(slots, float64(now.active), id)
			gauge(waiting, float64(now.waiting), id)
		}
	}
	if len(loads) == 0 {
		return
	}
	sum, squares := 0.0, 0.0
	for _, load := range loads {
		sum += load
	}
	mean := sum / float64(len(loads))
	for _, load := range loads {
		squares += (load - mean) * (load - mean)
	}
	gauge(loadMean, mean)
	gauge(loadStd, math.Sqrt(squares/float64(len(loads))))
}

// update counts a message and changes the worker that it speaks of.
func (f *fleet) update(id string, change func(*worker)) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.received++
	w := f.workers[id]
	if w == nil {
		w = &worker{}
		f.workers[id] = w
	}
	change(w)
}
