CREATE TABLE "dataset" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"actor" text NOT NULL,
	"latest" integer NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "dataset_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "dataset_chunk" (
	"build" text NOT NULL,
	"file" text NOT NULL,
	"part" integer NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "dataset_chunk_build_file_part_pk" PRIMARY KEY("build","file","part")
);
--> statement-breakpoint
CREATE TABLE "dataset_version" (
	"dataset_id" text NOT NULL,
	"version" integer NOT NULL,
	"build" text NOT NULL,
	"recipe" text NOT NULL,
	"as_of" bigint NOT NULL,
	"manifest" text NOT NULL,
	"actor" text NOT NULL,
	"event_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "dataset_version_dataset_id_version_pk" PRIMARY KEY("dataset_id","version"),
	CONSTRAINT "dataset_version_build_unique" UNIQUE("build")
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"input" text NOT NULL,
	"state" text NOT NULL,
	"attempt" integer NOT NULL,
	"done" integer NOT NULL,
	"total" integer,
	"result" text,
	"error" text,
	"actor" text NOT NULL,
	"project" text,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"heartbeat_at" bigint,
	"finished_at" bigint
);
--> statement-breakpoint
ALTER TABLE "dataset_version" ADD CONSTRAINT "dataset_version_dataset_id_dataset_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."dataset"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_open" ON "job" USING btree ("id") WHERE state in ('queued', 'running');