// The same page in plain Go: nats.go, encoding/json, msgpack, client_golang. peer NATS_URL PORT
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/vmihailenco/msgpack/v5"
)

type hit struct {
	Worker  uint64 `json:"worker_id"`
	Isl     uint64 `json:"isl_blocks"`
	Overlap uint64 `json:"overlap_blocks"`
}

type load struct {
	Worker uint64 `json:"worker_id"`
	Data   struct {
		Requests struct {
			Active  uint64 `json:"request_active_slots"`
			Slots   uint64 `json:"request_total_slots"`
			Waiting uint64 `json:"num_requests_waiting"`
		} `json:"worker_stats"`
		Blocks struct {
			Active uint64 `json:"kv_active_blocks"`
			Total  uint64 `json:"kv_total_blocks"`
		} `json:"kv_stats"`
	} `json:"data"`
}

type envelope struct {
	Payload []byte `msgpack:"payload"`
}

type counts struct {
	Prefills uint64 `msgpack:"num_prefill_requests"`
	Decodes  uint64 `msgpack:"num_decode_requests"`
	Computed uint64 `msgpack:"sum_prefill_tokens"`
	Reused   uint64 `msgpack:"sum_prefill_kv_tokens"`
}

type pass struct {
	Worker    string `msgpack:"worker_id"`
	Scheduled counts `msgpack:"scheduled_requests"`
	Queued    counts `msgpack:"queued_requests"`
}

type packedLoad struct {
	Worker uint64  `msgpack:"worker_id"`
	Used   *uint64 `msgpack:"kv_used_blocks"`
}

func main() {
	all := &fleet{workers: map[string]*worker{}}
	connection, err := nats.Connect(os.Args[1], nats.MaxReconnects(-1))
	check(err)
	listen := func(subject string, handle func([]byte) error) {
		subscription, err := connection.Subscribe(subject, func(message *nats.Msg) {
			if err := handle(message.Data); err != nil {
				log.Printf("%s: %v", message.Subject, err)
			}
		})
		check(err)
		// With the client's limits a flood would lose messages.
		check(subscription.SetPendingLimits(-1, -1))
	}
	listen("namespace.dynamo.kv-hit-rate", func(data []byte) error {
		var h hit
		if err := json.Unmarshal(data, &h); err != nil {
			return err
		}
		all.update(strconv.FormatUint(h.Worker, 10), func(w *worker) { w.isl, w.overlap = w.isl+h.Isl, w.overlap+h.Overlap })
		return nil
	})
	listen("namespace.dynamo.kv_metrics", func(data []byte) error {
		var l load
		if err := json.Unmarshal(data, &l); err != nil {
			return err
		}
		r, b := l.Data.Requests, l.Data.Blocks
		all.update(strconv.FormatUint(l.Worker, 10), func(w *worker) {
			w.load, w.active = &requests{r.Active, r.Slots, r.Waiting, b.Total}, &b.Active
		})
		return nil
	})
	listen("namespace.dynamo.component.backend.endpoint.*.forward-pass-metrics", func(data []byte) error {
		var p pass
		if err := unpack(data, &p); err != nil {
			return err
		}
		all.update(p.Worker, func(w *worker) {
			w.computed, w.reused = w.computed+p.Scheduled.Computed, w.reused+p.Scheduled.Reused
			w.pass = &requests{active: p.Scheduled.Prefills + p.Scheduled.Decodes, waiting: p.Queued.Prefills + p.Queued.Decodes}
		})
		return nil
	})
	listen("namespace.dynamo.component.backend.endpoint.*.kv_metrics", func(data []byte) error {
		var l packedLoad
		if err := unpack(data, &l); err != nil {
			return err
		}
		all.update(strconv.FormatUint(l.Worker, 10), func(w *worker) {
			if l.Used != nil {
				w.active = l.Used
			}
		})
		return nil
	})
	check(connection.Flush())
	registry := prometheus.NewRegistry()
	registry.MustRegister(all)
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[2], nil))
}

func unpack(data []byte, message interface{}) error {
	var e envelope
	if err := msgpack.Unmarshal(data, &e); err != nil {
		return err
	}
	return msgpack.Unmarshal(e.Payload, message)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
