CREATE TABLE "former_resolution" (
	"item_id" text NOT NULL,
	"project_id" text NOT NULL,
	"answers" text NOT NULL,
	"event_id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "former_resolution_item_id_event_id_pk" PRIMARY KEY("item_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "former_resolution" ADD CONSTRAINT "former_resolution_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "former_resolution_page" ON "former_resolution" USING btree ("project_id","item_id");