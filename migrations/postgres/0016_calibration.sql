ALTER TABLE "decision" ADD COLUMN "asked" double precision;--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "band" integer;--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "verdict" text;--> statement-breakpoint
CREATE INDEX "decision_calibration" ON "decision" USING btree ("project_id","action_name","band","asked","verdict","created_at") WHERE band is not null;