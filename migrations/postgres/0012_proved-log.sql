CREATE TABLE "log_head" (
	"id" integer PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"size" bigint NOT NULL,
	"checkpoint" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_tile" (
	"level" integer NOT NULL,
	"number" bigint NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "log_tile_level_number_pk" PRIMARY KEY("level","number")
);
--> statement-breakpoint
CREATE TABLE "signing_key" (
	"kid" text PRIMARY KEY NOT NULL,
	"x" text NOT NULL,
	"created_at" bigint NOT NULL,
	"retired_at" bigint
);
--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "salt" text;--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "erased_at" bigint;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "salt" text;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "data_hash" text;