import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { AgentView } from '@/lib/identity/registry/contract'

/** The most it can ever be given: a chain only narrows this. */
export function Access({ agent }: Readonly<{ agent: AgentView }>) {
  const { document, delegates_to } = agent
  return (
    <Card id="access" title="Access" description="The most it can be given, by its approved document. What it holds at a moment is never more than a person gave." flush>
      {document.tools.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">The document names no tool, so it may call nothing.</p>
      ) : (
        <Table caption="Tools it may call" stack>
          <THead>
            <Th>Tool</Th>
            <Th>Server</Th>
            <Th>Scope</Th>
            <Th>
              <span className="sr-only">Calls</span>
            </Th>
          </THead>
          <TBody>
            {document.tools.map((tool) => (
              <Tr key={`${tool.mcp_server}:${tool.tool_id}`}>
                <Td label="Tool" className="font-medium">
                  {tool.tool_id}
                </Td>
                <Td label="Server">{tool.mcp_server}</Td>
                <Td label="Scope" className="font-mono text-xs text-ink-2">
                  mcp:{tool.mcp_server}:{tool.tool_id}
                </Td>
                <Td className="text-right text-xs">
                  <TextLink href={`/delegations?agent=${agent.id}&server=${tool.mcp_server}&tool=${encodeURIComponent(tool.tool_id)}`}>calls</TextLink>
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
      <p className="border-t border-line px-4 py-2.5 text-sm text-ink-2">
        {delegates_to.length === 0 ? (
          'It may pass authority on to no other agent.'
        ) : (
          <>
            May pass a narrower part on to{' '}
            {delegates_to.map((other, index) => (
              <span key={other.id}>
                {index > 0 ? ', ' : ''}
                <TextLink href={`/agents/${other.id}`} className="font-medium">
                  <bdi>{other.name}</bdi>
                </TextLink>
              </span>
            ))}
            .
          </>
        )}
      </p>
      {document.data_access.length > 0 ? (
        <ul aria-label="Data" className="flex flex-col gap-1.5 border-t border-line px-4 py-3 text-sm">
          {document.data_access.map((access, index) => (
            <li key={index} className="flex flex-wrap items-center gap-2">
              <Badge tone="outline">{access.access_type}</Badge>
              <span>{access.resource}</span>
              <span className="text-ink-3">{access.sensitivity}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  )
}
