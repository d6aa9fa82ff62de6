ALTER TABLE "item" ADD COLUMN "gold_reason" text;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "gold" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "gold_cursor" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "repeats" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "attempt" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "spared" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "trained_at" bigint;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "paused_at" bigint;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "paused_by" text;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "resumed_at" bigint;--> statement-breakpoint
CREATE INDEX "assignment_check" ON "assignment" USING btree ("project_id","user_id","id") WHERE purpose <> 'work';--> statement-breakpoint
CREATE INDEX "assignment_answered" ON "assignment" USING btree ("project_id","user_id","id") WHERE purpose = 'work' and state = 'submitted';--> statement-breakpoint
CREATE INDEX "item_gold" ON "item" USING btree ("project_id","id") WHERE gold is not null;