// Command worker is the other half of the connected-services example: it takes
// the visits that the API put into Redis and writes them to PostgreSQL.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := work(ctx); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func work(ctx context.Context) error {
	db, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer db.Close(context.WithoutCancel(ctx))
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return err
	}
	cache := redis.NewClient(options)
	defer cache.Close()
	log.Print("worker waits for visits")
	for {
		_, err := cache.BRPop(ctx, time.Second, "visits").Result()
		if errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := db.Exec(ctx, `insert into visits default values`); err != nil {
			return err
		}
	}
}
