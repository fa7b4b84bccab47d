-- Drafts of identity documents: what they are based on, who wrote them, and how they ended.

-- AlterTable
ALTER TABLE "agent_revision" ADD COLUMN "base_id" UUID,
ADD COLUMN "closed_at" TIMESTAMPTZ(3),
ADD COLUMN "closed_by" TEXT,
ADD COLUMN "edited_by" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "note" TEXT,
ADD COLUMN "updated_at" TIMESTAMPTZ(3);

-- By hand from here on.
ALTER TABLE "agent_revision" ADD FOREIGN KEY (base_id) REFERENCES "agent_revision"(id);
ALTER TABLE "agent_revision" DROP CONSTRAINT "agent_revision_status";
ALTER TABLE "agent_revision" ADD CONSTRAINT "agent_revision_status" CHECK (status IN ('draft', 'approved', 'superseded', 'withdrawn', 'discarded'));
ALTER TABLE "agent_revision" ADD CONSTRAINT "agent_revision_closed" CHECK ((status IN ('withdrawn', 'discarded')) = (closed_at IS NOT NULL));
-- One open draft an agent, however many write at once.
CREATE UNIQUE INDEX "agent_revision_one_draft" ON "agent_revision" (agent_id) WHERE status = 'draft';

-- What was approved, and what was turned down, says for ever what it said.
CREATE FUNCTION refuse_document_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'draft' AND (NEW.document <> OLD.document OR NEW.digest <> OLD.digest OR NEW.number <> OLD.number OR NEW.agent_id <> OLD.agent_id) THEN
    RAISE EXCEPTION 'a revision that was decided does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.status <> 'draft' AND NEW.status = 'draft' THEN
    RAISE EXCEPTION 'a revision that was decided is no draft again' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "agent_revision_decided" BEFORE UPDATE ON "agent_revision" FOR EACH ROW EXECUTE FUNCTION refuse_document_change();

-- What ends with an approval is an order to enforcement points, as the withdrawal of a mandate is; nobody lifts it.
ALTER TABLE "containment_order" DROP CONSTRAINT "containment_order_grain";
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_grain"
  CHECK (grain IN ('run', 'agent', 'sub_tree', 'owner', 'tool', 'tool_server', 'platform', 'tenant', 'mandate', 'revision'));
