// Replays a recording of hit events as a plain Go program would, for comparison with streams replay: it decodes every line
// with encoding/json and prints the page of the llm_kv_hit_rate series at the recording's end.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"sort"
	"strconv"
	"time"
)

const (
	expire = time.Hour
	every  = 5 * time.Second
)

// record is a line of the recording: the header has a start, a message all that is in the middle, the trailer an end.
type record struct {
	Started *time.Time `json:"started"`

	At      time.Time `json:"at"`
	Source  string    `json:"source"`
	Subject string    `json:"subject"`
	Data    hit       `json:"data"`

	End *time.Time `json:"end"`
}

type hit struct {
	WorkerID      uint64 `json:"worker_id"`
	ISLBlocks     uint64 `json:"isl_blocks"`
	OverlapBlocks uint64 `json:"overlap_blocks"`
}

type blocks struct {
	isl, overlap uint64
}

func (b *blocks) add(other blocks) {
	b.isl += other.isl
	b.overlap += other.overlap
}

// percent is the hit percent, and whether there is one.
func (b blocks) percent() (float64, bool) {
	return 100 * float64(b.overlap) / float64(b.isl), b.isl > 0
}

// pane has the blocks of five seconds.
type pane struct {
	number int64
	blocks blocks
}

type worker struct {
	last  time.Time
	total blocks
	panes [13]pane // a minute's, and the one that is still open
}

func (w *worker) add(at time.Time, b blocks) {
	w.last = at
	w.total.add(b)
	number := paneOf(at)
	p := &w.panes[number%int64(len(w.panes))]
	if p.number != number {
		*p = pane{number: number}
	}
	p.blocks.add(b)
}

// window has the blocks of the panes from first to last.
func (w *worker) window(first, last int64) (sum blocks) {
	for _, p := range w.panes {
		if first <= p.number && p.number <= last {
			sum.add(p.blocks)
		}
	}
	return sum
}

func paneOf(at time.Time) int64 {
	return at.UnixNano() / int64(every)
}

type fleet struct {
	started time.Time
	clock   time.Time
	workers map[uint64]*worker
}

func (f *fleet) begin(at time.Time) {
	f.started, f.clock = at, at
	f.workers = make(map[uint64]*worker)
}

// advance moves the clock, and lets go of the workers that have been silent too long.
func (f *fleet) advance(to time.Time) {
	if paneOf(to) != paneOf(f.clock) {
		for id, w := range f.workers {
			if w.isOver(to) {
				delete(f.workers, id)
			}
		}
	}
	f.clock = to
}

func (w *worker) isOver(now time.Time) bool {
	return !now.Before(w.last.Add(expire))
}

func (f *fleet) take(at time.Time, h hit) {
	f.advance(at)
	w := f.workers[h.WorkerID]
	if w == nil || w.isOver(at) {
		w = &worker{}
		f.workers[h.WorkerID] = w
	}
	w.add(at, blocks{isl: h.ISLBlocks, overlap: h.OverlapBlocks})
}

func (f *fleet) read(from io.Reader) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return err
		}
		switch {
		case r.Started != nil:
			f.begin(*r.Started)
		case r.End != nil:
			f.advance(*r.End)
		case r.Source == "hits":
			f.take(r.At, r.Data)
		}
	}
	return lines.Err()
}

// write writes the page in the text format of Prometheus.
func (f *fleet) write(to io.Writer) {
	names := make(map[string]*worker)
	var ids []string
	var all blocks
	for id, w := range f.workers {
		if w.isOver(f.clock) {
			continue
		}
		name := strconv.FormatUint(id, 10)
		ids = append(ids, name)
		names[name] = w
		all.add(w.total)
	}
	sort.Strings(ids)

	line := func(name, labels string, value float64) {
		fmt.Fprintf(to, "llm_kv_hit_rate_%s{endpoint=\"load_metrics\"%s} %s\n", name, labels, strconv.FormatFloat(value, 'f', -1, 64))
	}
	percent := func(name, labels string, b blocks) {
		if value, ok := b.percent(); ok {
			line(name, labels, value)
		}
	}

	for _, id := range ids {
		labels := fmt.Sprintf(",worker_id=%q,component=\"backend\"", id)
		percent("percent", labels, names[id].total)
		line("isl_blocks_total", labels, float64(names[id].total.isl))
		line("overlap_blocks_total", labels, float64(names[id].total.overlap))
	}
	percent("fleet_percent", ",component=\"backend\"", all)
	f.writeWindow(ids, names, percent, "10s", 10*time.Second, 10*time.Second)
	f.writeWindow(ids, names, percent, "1m", time.Minute, every)
}

// writeWindow writes the last window that has closed, if the recording had begun when it opened.
func (f *fleet) writeWindow(ids []string, names map[string]*worker, percent func(string, string, blocks), label string, length, hop time.Duration) {
	end := f.clock.UnixNano() / int64(hop) * int64(hop)
	begin := end - int64(length)
	if begin < f.started.UnixNano() {
		return
	}
	var all blocks
	for _, id := range ids {
		in := names[id].window(begin/int64(every), end/int64(every)-1)
		percent("window_percent", fmt.Sprintf(",worker_id=%q,component=\"backend\",window=%q", id, label), in)
		all.add(in)
	}
	if length == time.Minute {
		percent("fleet_window_percent", fmt.Sprintf(",component=\"backend\",window=%q", label), all)
	}
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()

	var f fleet
	if err := f.read(file); err != nil {
		log.Fatal(err)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	f.write(out)
}
