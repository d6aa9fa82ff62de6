CREATE TABLE "first_view" (
	"decision_id" text NOT NULL,
	"user_id" text NOT NULL,
	"would" text NOT NULL,
	"text" text,
	"event_id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "first_view_decision_id_user_id_pk" PRIMARY KEY("decision_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "seed" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"key_id" text NOT NULL,
	"agent" text NOT NULL,
	"proposal" text,
	"wanted" text NOT NULL,
	"why" text,
	"source_id" text,
	"actor" text NOT NULL,
	"event_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"retired_at" bigint
);
--> statement-breakpoint
CREATE TABLE "seeding" (
	"id" text PRIMARY KEY NOT NULL,
	"seed_id" text NOT NULL,
	"project_id" text NOT NULL,
	"user_id" text NOT NULL,
	"routing" text NOT NULL,
	"policy_version" integer NOT NULL,
	"halt_epoch" integer NOT NULL,
	"version" integer NOT NULL,
	"lease_token" text,
	"leased_at" bigint,
	"leased_until" bigint,
	"first_view" text,
	"first_view_at" bigint,
	"answers" text,
	"caught" boolean,
	"dwell_ms" integer,
	"words" integer,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"answered_at" bigint,
	"event_id" text
);
--> statement-breakpoint
ALTER TABLE "judgment" ADD COLUMN "words" integer;--> statement-breakpoint
ALTER TABLE "first_view" ADD CONSTRAINT "first_view_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "first_view" ADD CONSTRAINT "first_view_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seed" ADD CONSTRAINT "seed_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seed" ADD CONSTRAINT "seed_source_id_decision_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seeding" ADD CONSTRAINT "seeding_seed_id_seed_id_fk" FOREIGN KEY ("seed_id") REFERENCES "public"."seed"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seeding" ADD CONSTRAINT "seeding_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "seed_live" ON "seed" USING btree ("project_id","id") WHERE retired_at is null;--> statement-breakpoint
CREATE INDEX "seed_source" ON "seed" USING btree ("source_id") WHERE source_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "seeding_once" ON "seeding" USING btree ("seed_id","user_id");--> statement-breakpoint
CREATE INDEX "seeding_mine" ON "seeding" USING btree ("project_id","user_id","id");