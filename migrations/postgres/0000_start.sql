CREATE TABLE "api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"name" text NOT NULL,
	"role" text,
	"user_id" text,
	"project_id" text,
	"created_at" bigint NOT NULL,
	"revoked_at" bigint,
	CONSTRAINT "api_key_hash_unique" UNIQUE("hash"),
	CONSTRAINT "api_key_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "assignment" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"item_id" text NOT NULL,
	"user_id" text NOT NULL,
	"purpose" text NOT NULL,
	"round" integer NOT NULL,
	"state" text NOT NULL,
	"token" text NOT NULL,
	"lease" integer NOT NULL,
	"due_at" bigint NOT NULL,
	"form_version" integer NOT NULL,
	"guideline_version" integer NOT NULL,
	"shown" text,
	"judgment_id" text,
	"reason" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"key_id" text NOT NULL,
	"agent" text NOT NULL,
	"action_name" text NOT NULL,
	"action_hash" text NOT NULL,
	"edited" text,
	"status" text NOT NULL,
	"mode" text NOT NULL,
	"rule" text NOT NULL,
	"policy_version" integer NOT NULL,
	"reason" text,
	"response" text,
	"gate" text NOT NULL,
	"confidence" double precision,
	"threshold" double precision,
	"risk" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"veto_until" bigint,
	"halt_epoch" integer NOT NULL,
	"version" integer NOT NULL,
	"holder" text,
	"lease_token" text,
	"leased_at" bigint,
	"leased_until" bigint,
	"sampled" boolean NOT NULL,
	"reviewed_at" bigint,
	"reversed" boolean NOT NULL,
	"consumed_at" bigint,
	"outcome" text,
	"created_at" bigint NOT NULL,
	"settled_at" bigint,
	"event_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" text PRIMARY KEY NOT NULL,
	"position" bigint,
	"at" bigint NOT NULL,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"project" text,
	"stage" text,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"data" text,
	CONSTRAINT "event_position_unique" UNIQUE("position")
);
--> statement-breakpoint
CREATE TABLE "file" (
	"project_id" text NOT NULL,
	"sha256" text NOT NULL,
	"type" text NOT NULL,
	"bytes" integer NOT NULL,
	"width" integer,
	"height" integer,
	"entry" text NOT NULL,
	"event_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "file_project_id_sha256_pk" PRIMARY KEY("project_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "file_chunk" (
	"project_id" text NOT NULL,
	"sha256" text NOT NULL,
	"part" integer NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "file_chunk_project_id_sha256_part_pk" PRIMARY KEY("project_id","sha256","part")
);
--> statement-breakpoint
CREATE TABLE "file_name" (
	"project_id" text NOT NULL,
	"name" text NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "file_name_project_id_name_pk" PRIMARY KEY("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "form_version" (
	"project_id" text NOT NULL,
	"version" integer NOT NULL,
	"form" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "form_version_project_id_version_pk" PRIMARY KEY("project_id","version")
);
--> statement-breakpoint
CREATE TABLE "guideline_version" (
	"project_id" text NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "guideline_version_project_id_version_pk" PRIMARY KEY("project_id","version")
);
--> statement-breakpoint
CREATE TABLE "halt" (
	"id" text PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"project_id" text,
	"agent" text,
	"action" text,
	"switch" text NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"created_at" bigint NOT NULL,
	"lifted_by" text,
	"lifted_at" bigint,
	"event_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "halt_switch" (
	"name" text PRIMARY KEY NOT NULL,
	"active" integer NOT NULL,
	"epoch" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"actor" text NOT NULL,
	"method" text NOT NULL,
	"resource" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"status" integer,
	"answer" text,
	"at" bigint NOT NULL,
	CONSTRAINT "idempotency_actor_method_resource_key_pk" PRIMARY KEY("actor","method","resource","key")
);
--> statement-breakpoint
CREATE TABLE "intake" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	"actor" text NOT NULL,
	"received" integer NOT NULL,
	"created" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"rejected" integer NOT NULL,
	"started_at" bigint NOT NULL,
	"finished_at" bigint
);
--> statement-breakpoint
CREATE TABLE "item" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"key" text NOT NULL,
	"payload" text NOT NULL,
	"metadata" text,
	"priority" integer NOT NULL,
	"gold" text,
	"digest" text NOT NULL,
	"intake_id" text,
	"event_id" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "judgment" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"item_id" text NOT NULL,
	"assignment_id" text,
	"user_id" text,
	"rater" text NOT NULL,
	"kind" text NOT NULL,
	"purpose" text NOT NULL,
	"role" text,
	"via" text NOT NULL,
	"answers" text NOT NULL,
	"shown" text,
	"counted" boolean NOT NULL,
	"dwell_ms" integer,
	"form_version" integer NOT NULL,
	"guideline_version" integer NOT NULL,
	"supersedes" text,
	"external_id" text,
	"event_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "link" (
	"id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"roles" text NOT NULL,
	"user_id" text,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "loop" (
	"project_id" text PRIMARY KEY NOT NULL,
	"document" text NOT NULL,
	"actor" text NOT NULL,
	"event_id" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "member" (
	"project_id" text NOT NULL,
	"user_id" text NOT NULL,
	"roles" text NOT NULL,
	CONSTRAINT "member_project_id_user_id_pk" PRIMARY KEY("project_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "note" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"item_id" text NOT NULL,
	"assignment_id" text NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"text" text,
	"event_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "permit" (
	"id" text PRIMARY KEY NOT NULL,
	"decision_id" text NOT NULL,
	"key_id" text NOT NULL,
	"action_hash" text NOT NULL,
	"state" text NOT NULL,
	"halt_epoch" integer NOT NULL,
	"expires_at" bigint NOT NULL,
	"consumed_at" bigint,
	"consumed_with" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "place" (
	"item_id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"band" integer NOT NULL,
	"rank" bigint NOT NULL,
	"open" integer NOT NULL,
	"leased" integer NOT NULL,
	"counted" integer NOT NULL,
	"overlap" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy" (
	"project_id" text NOT NULL,
	"version" integer NOT NULL,
	"document" text NOT NULL,
	"actor" text NOT NULL,
	"event_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "policy_project_id_version_pk" PRIMARY KEY("project_id","version")
);
--> statement-breakpoint
CREATE TABLE "project" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"stage" text NOT NULL,
	"state" text NOT NULL,
	"settings" text NOT NULL,
	"form_version" integer NOT NULL,
	"guideline_version" integer NOT NULL,
	"demo" boolean NOT NULL,
	"created_by" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "project_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "resolution" (
	"item_id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"answers" text NOT NULL,
	"user_id" text NOT NULL,
	"event_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seat" (
	"project_id" text NOT NULL,
	"user_id" text NOT NULL,
	"band" integer NOT NULL,
	"cursor" bigint NOT NULL,
	"served" integer NOT NULL,
	"submitted" integer NOT NULL,
	"counted" integer NOT NULL,
	"skipped" integer NOT NULL,
	"dwell_ms" bigint NOT NULL,
	CONSTRAINT "seat_project_id_user_id_band_pk" PRIMARY KEY("project_id","user_id","band")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signature" (
	"decision_id" text NOT NULL,
	"action_digest" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"assurance" text NOT NULL,
	"judgment_id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "signature_decision_id_action_digest_user_id_pk" PRIMARY KEY("decision_id","action_digest","user_id")
);
--> statement-breakpoint
CREATE TABLE "suggestion" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"item_id" text NOT NULL,
	"source" text NOT NULL,
	"answers" text NOT NULL,
	"score" double precision,
	"event_id" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tail" (
	"project_id" text PRIMARY KEY NOT NULL,
	"next" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_account" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"roles" text NOT NULL,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint,
	CONSTRAINT "user_account_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "watch" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"user_id" text NOT NULL,
	"session_id" text NOT NULL,
	"tab" text NOT NULL,
	"role" text NOT NULL,
	"started_at" bigint NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_id_item_id_fk" FOREIGN KEY ("id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file" ADD CONSTRAINT "file_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item" ADD CONSTRAINT "item_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_assignment_id_assignment_id_fk" FOREIGN KEY ("assignment_id") REFERENCES "public"."assignment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link" ADD CONSTRAINT "link_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loop" ADD CONSTRAINT "loop_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_assignment_id_assignment_id_fk" FOREIGN KEY ("assignment_id") REFERENCES "public"."assignment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "permit" ADD CONSTRAINT "permit_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "place" ADD CONSTRAINT "place_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy" ADD CONSTRAINT "policy_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution" ADD CONSTRAINT "resolution_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resolution" ADD CONSTRAINT "resolution_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signature" ADD CONSTRAINT "signature_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signature" ADD CONSTRAINT "signature_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestion" ADD CONSTRAINT "suggestion_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watch" ADD CONSTRAINT "watch_user_id_user_account_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "assignment_once" ON "assignment" USING btree ("item_id","user_id","purpose","round");--> statement-breakpoint
CREATE INDEX "assignment_due" ON "assignment" USING btree ("project_id","due_at") WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX "assignment_mine" ON "assignment" USING btree ("project_id","user_id","id") WHERE state in ('leased', 'released', 'expired');--> statement-breakpoint
CREATE INDEX "assignment_history" ON "assignment" USING btree ("project_id","user_id","created_at");--> statement-breakpoint
CREATE INDEX "decision_page" ON "decision" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "decision_agent" ON "decision" USING btree ("key_id","id");--> statement-breakpoint
CREATE INDEX "decision_open" ON "decision" USING btree ("project_id","expires_at","id") WHERE status in ('pending', 'veto_open');--> statement-breakpoint
CREATE INDEX "decision_due" ON "decision" USING btree ("expires_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "decision_window" ON "decision" USING btree ("veto_until") WHERE status = 'veto_open';--> statement-breakpoint
CREATE INDEX "decision_sampled" ON "decision" USING btree ("project_id","id") WHERE sampled and reviewed_at is null;--> statement-breakpoint
CREATE INDEX "decision_rejected" ON "decision" USING btree ("project_id","key_id","action_hash","settled_at") WHERE status = 'rejected';--> statement-breakpoint
CREATE INDEX "event_unsealed" ON "event" USING btree ("id") WHERE position is null;--> statement-breakpoint
CREATE INDEX "event_project" ON "event" USING btree ("project","position");--> statement-breakpoint
CREATE INDEX "event_subject" ON "event" USING btree ("subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "file_page" ON "file" USING btree ("project_id","entry");--> statement-breakpoint
CREATE INDEX "halt_active" ON "halt" USING btree ("id") WHERE lifted_at is null;--> statement-breakpoint
CREATE INDEX "halt_page" ON "halt" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "idempotency_at" ON "idempotency" USING btree ("at");--> statement-breakpoint
CREATE INDEX "intake_project" ON "intake" USING btree ("project_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "item_key" ON "item" USING btree ("project_id","key");--> statement-breakpoint
CREATE INDEX "item_page" ON "item" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "judgment_item" ON "judgment" USING btree ("project_id","item_id","id");--> statement-breakpoint
CREATE INDEX "judgment_page" ON "judgment" USING btree ("project_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "judgment_supersedes" ON "judgment" USING btree ("supersedes") WHERE supersedes is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "judgment_assignment" ON "judgment" USING btree ("assignment_id") WHERE supersedes is null;--> statement-breakpoint
CREATE UNIQUE INDEX "judgment_external" ON "judgment" USING btree ("project_id","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "member_user" ON "member" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "note_item" ON "note" USING btree ("project_id","item_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "permit_live" ON "permit" USING btree ("decision_id") WHERE state = 'live';--> statement-breakpoint
CREATE INDEX "permit_usable" ON "permit" USING btree ("expires_at") WHERE state = 'live';--> statement-breakpoint
CREATE UNIQUE INDEX "permit_consumed" ON "permit" USING btree ("decision_id") WHERE state = 'consumed';--> statement-breakpoint
CREATE INDEX "place_next" ON "place" USING btree ("project_id","band","rank") WHERE open > 0;--> statement-breakpoint
CREATE INDEX "place_unfilled" ON "place" USING btree ("project_id","item_id") WHERE counted < overlap;--> statement-breakpoint
CREATE INDEX "place_filled" ON "place" USING btree ("project_id","item_id") WHERE counted >= overlap;--> statement-breakpoint
CREATE INDEX "resolution_page" ON "resolution" USING btree ("project_id","item_id");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "suggestion_source" ON "suggestion" USING btree ("item_id","source");--> statement-breakpoint
CREATE INDEX "watch_project" ON "watch" USING btree ("project_id","until");--> statement-breakpoint
CREATE INDEX "watch_tab" ON "watch" USING btree ("session_id","tab");