CREATE TABLE "loop_item" (
	"decision_id" text NOT NULL,
	"rule" text NOT NULL,
	"project_id" text NOT NULL,
	"to_slug" text NOT NULL,
	"outcome" text NOT NULL,
	"message" text,
	"at" bigint NOT NULL,
	CONSTRAINT "loop_item_decision_id_rule_pk" PRIMARY KEY("decision_id","rule")
);
--> statement-breakpoint
ALTER TABLE "loop_item" ADD CONSTRAINT "loop_item_decision_id_decision_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "loop_item_rule" ON "loop_item" USING btree ("project_id","rule","outcome","at");--> statement-breakpoint
CREATE INDEX "decision_before" ON "decision" USING btree ("key_id","action_name","id");