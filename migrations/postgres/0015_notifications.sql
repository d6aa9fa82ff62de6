CREATE TABLE "tally" (
	"name" text NOT NULL,
	"project" text NOT NULL,
	"label" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "tally_name_project_label_pk" PRIMARY KEY("name","project","label")
);
--> statement-breakpoint
CREATE TABLE "webhook" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"kinds" text NOT NULL,
	"project_id" text,
	"state" text NOT NULL,
	"generation" integer NOT NULL,
	"former_until" bigint,
	"position" bigint NOT NULL,
	"sent" integer NOT NULL,
	"failed" integer NOT NULL,
	"actor" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"id" text PRIMARY KEY NOT NULL,
	"webhook_id" text NOT NULL,
	"message_id" text NOT NULL,
	"kind" text NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_at" bigint NOT NULL,
	"status" integer,
	"error" text,
	"created_at" bigint NOT NULL,
	"done_at" bigint
);
--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "notice_at" bigint;--> statement-breakpoint
ALTER TABLE "item" ADD COLUMN "erased_at" bigint;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_webhook_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhook"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_delivery_message" ON "webhook_delivery" USING btree ("webhook_id","message_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_page" ON "webhook_delivery" USING btree ("webhook_id","state","id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" USING btree ("webhook_id","next_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_delivery_done" ON "webhook_delivery" USING btree ("done_at") WHERE state = 'sent';--> statement-breakpoint
CREATE INDEX "decision_notice" ON "decision" USING btree ("notice_at") WHERE status = 'pending';