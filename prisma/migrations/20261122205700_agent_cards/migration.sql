-- Which agents have a public card (A2A), and the address at which such an agent answers. Not published: nobody outside knows of it.
ALTER TABLE "agent" ADD COLUMN "card_published_at" TIMESTAMPTZ(3), ADD COLUMN "card_url" TEXT;
ALTER TABLE "agent" ADD CONSTRAINT "agent_card_has_an_address" CHECK ("card_published_at" IS NULL OR "card_url" IS NOT NULL);
