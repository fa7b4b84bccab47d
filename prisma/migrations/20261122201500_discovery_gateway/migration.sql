-- Discovery: whoever calls at an enforcement point and is nobody that is registered.
ALTER TABLE "discovery_source" DROP CONSTRAINT "discovery_source_kind";
ALTER TABLE "discovery_source" ADD CONSTRAINT "discovery_source_kind" CHECK (kind IN ('folder', 'command', 'upload', 'gateway') AND (kind = 'folder') = (path IS NOT NULL));
-- The worker makes the one source that nobody adds.
GRANT INSERT ON "discovery_source" TO lanyard_worker;
