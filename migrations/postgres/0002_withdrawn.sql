ALTER TABLE "judgment" DROP CONSTRAINT "judgment_item_id_item_id_fk";
--> statement-breakpoint
ALTER TABLE "judgment" DROP CONSTRAINT "judgment_assignment_id_assignment_id_fk";
--> statement-breakpoint
ALTER TABLE "note" DROP CONSTRAINT "note_item_id_item_id_fk";
--> statement-breakpoint
DROP INDEX "item_page";--> statement-breakpoint
-- Before the keys that rest on it.
CREATE UNIQUE INDEX "item_page" ON "item" USING btree ("project_id","id");--> statement-breakpoint
ALTER TABLE "item" ALTER COLUMN "key" SET DATA TYPE text COLLATE "C";--> statement-breakpoint
ALTER TABLE "guideline_version" ADD COLUMN "actor" text;--> statement-breakpoint
ALTER TABLE "intake" ADD COLUMN "withdrawn" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "judgment" ADD CONSTRAINT "judgment_project_id_item_id_item_project_id_id_fk" FOREIGN KEY ("project_id","item_id") REFERENCES "public"."item"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_project_id_item_id_item_project_id_id_fk" FOREIGN KEY ("project_id","item_id") REFERENCES "public"."item"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assignment_reason" ON "assignment" USING btree ("project_id","item_id") WHERE reason is not null;--> statement-breakpoint
CREATE INDEX "note_kind" ON "note" USING btree ("project_id","kind","item_id");--> statement-breakpoint
CREATE INDEX "note_assignment" ON "note" USING btree ("assignment_id");