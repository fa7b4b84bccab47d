-- Agents that are compared with each other are gathered together, so that those they are compared with are read once for all of them.
ALTER TABLE "review_gathering" ADD COLUMN "kind" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "review_gathering_campaign_id_kind_agent_id_idx" ON "review_gathering"("campaign_id", "kind", "agent_id");
