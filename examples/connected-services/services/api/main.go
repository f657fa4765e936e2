// Command api is the web half of the connected-services example. It knows its
// neighbours only through DATABASE_URL and REDIS_URL, which cw derives from
// `connect`.
//
//	GET  /health   200 when PostgreSQL and Redis both answer, else 503 and why
//	POST /visits   hands a visit to the worker through Redis
//	GET  /visits   how many visits the worker has written to PostgreSQL
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

type api struct {
	db    *pgxpool.Pool
	cache *redis.Client
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	a, err := connect(ctx)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", a.health)
	mux.HandleFunc("POST /visits", a.visit)
	mux.HandleFunc("GET /visits", a.visits)
	server := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	log.Print("api listens on ", server.Addr)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}

// connect insists on both neighbours: cw starts this program only after they
// are healthy, so one that does not answer at once is a fault worth dying of.
func connect(ctx context.Context) (*api, error) {
	db, err := pgxpool.New(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL can't be used: %w", err)
	}
	if _, err := db.Exec(ctx, `create table if not exists visits (at timestamptz not null default now())`); err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL can't be used: %w", err)
	}
	cache := redis.NewClient(options)
	if err := cache.Ping(ctx).Err(); err != nil {
		return nil, fmt.Errorf("Redis: %w", err)
	}
	return &api{db: db, cache: cache}, nil
}

func (a *api) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.db.Ping(ctx); err != nil {
		http.Error(w, "PostgreSQL does not answer", http.StatusServiceUnavailable)
		return
	}
	if err := a.cache.Ping(ctx).Err(); err != nil {
		http.Error(w, "Redis does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

func (a *api) visit(w http.ResponseWriter, r *http.Request) {
	if err := a.cache.LPush(r.Context(), "visits", "1").Err(); err != nil {
		http.Error(w, "Redis does not answer", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func (a *api) visits(w http.ResponseWriter, r *http.Request) {
	var n int
	if err := a.db.QueryRow(r.Context(), `select count(*) from visits`).Scan(&n); err != nil {
		http.Error(w, "PostgreSQL does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, n)
}
