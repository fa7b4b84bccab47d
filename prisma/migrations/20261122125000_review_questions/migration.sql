-- Questions about an item of a review, to somebody who knows: it waits for the answer.

-- AlterTable
ALTER TABLE "review_campaign" ADD COLUMN "independence" TEXT NOT NULL DEFAULT 'certify';

-- CreateTable
CREATE TABLE "review_question" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "asked_by" UUID NOT NULL,
    "asked_of" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_question_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "review_question_tenant_id_asked_of_answered_at_idx" ON "review_question"("tenant_id", "asked_of", "answered_at");

-- CreateIndex
CREATE INDEX "review_question_item_id_asked_at_idx" ON "review_question"("item_id", "asked_at");

-- By hand from here on.
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_independence" CHECK (independence IN ('certify', 'strict'));
ALTER TABLE "review_question" ADD FOREIGN KEY (campaign_id) REFERENCES "review_campaign"(id);
ALTER TABLE "review_question" ADD FOREIGN KEY (item_id) REFERENCES "review_item"(id);
ALTER TABLE "review_question" ADD FOREIGN KEY (asked_by) REFERENCES "person"(id);
ALTER TABLE "review_question" ADD FOREIGN KEY (asked_of) REFERENCES "person"(id);
ALTER TABLE "review_question" ADD CONSTRAINT "review_question_of_another" CHECK (asked_by <> asked_of);
ALTER TABLE "review_question" ADD CONSTRAINT "review_question_answered" CHECK ((answer IS NULL) = (answered_at IS NULL));
ALTER TABLE "review_question" ADD CONSTRAINT "review_question_once" CHECK (answered_at IS NULL OR withdrawn_at IS NULL);
-- An item waits for one answer at a time.
CREATE UNIQUE INDEX "review_question_open" ON "review_question"(item_id) WHERE answered_at IS NULL AND withdrawn_at IS NULL;

-- What was answered, or taken back, says so for ever.
CREATE FUNCTION refuse_answer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN
    RAISE EXCEPTION 'a question that was answered or taken back does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "review_question_final" BEFORE UPDATE ON "review_question" FOR EACH ROW EXECUTE FUNCTION refuse_answer_change();

GRANT SELECT, INSERT ON "review_question" TO lanyard_authority;
GRANT UPDATE (answer, answered_at, withdrawn_at) ON "review_question" TO lanyard_authority;
GRANT SELECT ON "review_question" TO lanyard_worker;

ALTER TABLE "review_question" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "review_question" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
