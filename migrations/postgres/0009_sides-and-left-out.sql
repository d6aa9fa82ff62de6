DROP INDEX "place_unfilled";--> statement-breakpoint
ALTER TABLE "item" ADD COLUMN "identical" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "item" ADD COLUMN "self_naming" text;--> statement-breakpoint
ALTER TABLE "place" ADD COLUMN "left_out" text;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "turns" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "item_self_naming" ON "item" USING btree ("project_id","id") WHERE self_naming is not null;--> statement-breakpoint
CREATE INDEX "place_left_out" ON "place" USING btree ("project_id","item_id") WHERE counted < overlap and not imported and left_out is not null;--> statement-breakpoint
CREATE INDEX "place_unfilled" ON "place" USING btree ("project_id","item_id") WHERE counted < overlap and not imported and left_out is null;