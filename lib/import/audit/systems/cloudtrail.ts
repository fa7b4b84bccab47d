import { listOf } from '../../discover/outcome'
import { at, firstText, principal, text, textAt, type AuditReader, type DraftPrincipal, type Fields } from '../draft'

const DENIED = /AccessDenied|Unauthorized|Forbidden|AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|NotAuthorized/i
/** A role that AWS IAM Identity Center makes: its sessions are named for the person who signed in. */
const SSO_ROLE = /AWSReservedSSO_/
/** Roles that AWS makes for its own services. */
const SERVICE_ROLE = /:role\/aws-service-role\//
/** Names of what a call is about, the surest first. */
const RESOURCES = ['roleArn', 'functionName', 'bucketName', 'secretId', 'modelId', 'keyId', 'instanceId', 'userName', 'roleName', 'groupName', 'policyArn', 'tableName', 'dBInstanceIdentifier', 'clusterName', 'name', 'trailName', 'resourceArn', 'arn']

/** AWS CloudTrail: who acted is `userIdentity`; a session is joined to what issued it by its access key id. */
export const cloudTrail: AuditReader = {
  system: 'aws_cloudtrail',
  is: (record) => textAt(record, 'eventSource')?.endsWith('.amazonaws.com') === true || (textAt(record, 'eventName') !== undefined && (at(record, 'userIdentity') !== undefined || textAt(record, 'awsRegion') !== undefined)),
  read(record) {
    const name = textAt(record, 'eventName')
    const service = textAt(record, 'eventSource')?.replace(/\.amazonaws\.com$/, '')
    const error = textAt(record, 'errorCode')
    const login = textAt(record, 'responseElements', 'ConsoleLogin')
    const request = at(record, 'requestParameters')
    const invokedBy = textAt(record, 'userIdentity', 'invokedBy')
    return {
      events: [
        {
          sourceId: textAt(record, 'eventID'),
          at: at(record, 'eventTime') ?? at(record, 'p_event_time'),
          action: name === undefined ? undefined : service ? `${service}:${name}` : name,
          result: error ? (DENIED.test(error) ? 'denied' : 'failed') : login === 'Failure' ? 'denied' : 'ok',
          reason: error ?? (login === 'Failure' ? (textAt(record, 'errorMessage') ?? 'ConsoleLogin') : undefined),
          principals: principalsOf(record),
          uses: textAt(record, 'userIdentity', 'accessKeyId'),
          // A key that is made for somebody else is theirs: what they do with it is not done in the name of whoever made it.
          issues: textAt(record, 'responseElements', 'credentials', 'accessKeyId'),
          resource: resourceOf(record, request),
          account: textAt(record, 'recipientAccountId') ?? textAt(record, 'userIdentity', 'accountId'),
          region: textAt(record, 'awsRegion'),
          ip: textAt(record, 'sourceIPAddress'),
          userAgent: textAt(record, 'userAgent'),
          parameters: { ...(request ? { request } : {}), ...(invokedBy ? { invoked_by: invokedBy } : {}), ...(error ? { error: textAt(record, 'errorMessage') ?? error } : {}) },
        },
      ],
    }
  },
}

function principalsOf(record: Fields): (DraftPrincipal | null)[] {
  const identity = at(record, 'userIdentity')
  const type = textAt(identity, 'type')
  const arn = textAt(identity, 'arn')
  const account = textAt(identity, 'accountId')
  const issuer = textAt(identity, 'sessionContext', 'sessionIssuer', 'arn')
  const onBehalfOf = textAt(identity, 'onBehalfOf', 'userId')
  const behind = onBehalfOf ? [principal('human', onBehalfOf, { as: 'on_behalf_of' })] : []
  const anyone = arn ?? textAt(identity, 'principalId')
  switch (type) {
    case 'Root':
      return [principal('human', arn ?? account, { name: `root of ${account ?? 'the account'}` })]
    case 'IAMUser':
      // A long-lived key is what programs act with; a person in the console has a session.
      return [principal(textAt(identity, 'accessKeyId')?.startsWith('AKIA') ? 'machine' : 'human', anyone ?? textAt(identity, 'userName'), { name: textAt(identity, 'userName'), also: [textAt(identity, 'principalId')] })]
    case 'AssumedRole':
      return [...behind, ...sessionOf(identity, arn, issuer)]
    case 'FederatedUser':
      return [...behind, principal('human', issuer, { name: issuer?.split('/').at(-1) }), principal('unknown', anyone, { as: 'delegated', name: anyone?.split('/').at(-1) })]
    case 'WebIdentityUser':
    case 'SAMLUser': {
      const user = textAt(identity, 'userName') ?? textAt(identity, 'principalId')
      const provider = textAt(identity, 'identityProvider')
      return [principal(type === 'SAMLUser' ? 'human' : /^(?:system:serviceaccount:|repo:|project_path:)/.test(user ?? '') ? 'machine' : 'unknown', user, { also: [provider && user ? `${provider}#${user}` : undefined] })]
    }
    case 'AWSService':
      return [principal('service', textAt(identity, 'invokedBy') ?? textAt(record, 'eventSource'))]
    case 'AWSAccount':
      return [principal('unknown', anyone ?? (account ? `account ${account}` : undefined), { name: account ? `account ${account}` : undefined })]
    case 'IdentityCenterUser':
      return behind.length > 0 ? behind : [principal('human', anyone ?? textAt(identity, 'userName'))]
    default: {
      const service = textAt(identity, 'invokedBy')
      return [anyone === undefined && service ? principal('service', service) : principal('unknown', anyone ?? textAt(identity, 'userName'))]
    }
  }
}

/** The role, with whoever the session says is behind it. */
function sessionOf(identity: unknown, arn: string | undefined, issuer: string | undefined): (DraftPrincipal | null)[] {
  const session = arn?.split('/').slice(2).join('/') || undefined
  const role = issuer?.split('/').at(-1) ?? arn?.split('/')[1]
  const source = textAt(identity, 'sessionContext', 'sourceIdentity')
  const web = at(identity, 'sessionContext', 'webIdFederationData')
  const subject = Object.entries(typeof at(web, 'attributes') === 'object' ? (at(web, 'attributes') as Fields) : {}).find(([name]) => name.endsWith(':sub'))?.[1]
  const behind = source
    ? principal('human', source, { as: 'source_identity' })
    : SSO_ROLE.test(arn ?? issuer ?? '')
      ? principal('human', session, { as: 'itself' })
      : principal('machine', text(subject), { as: 'itself', also: [textAt(web, 'federatedProvider')] })
  return [behind, principal(SERVICE_ROLE.test(issuer ?? '') ? 'service' : 'machine', issuer ?? arn ?? textAt(identity, 'principalId'), { as: 'assumed_role', name: [role, session].filter(Boolean).join('/') || undefined, also: [arn, textAt(identity, 'principalId')] })]
}

function resourceOf(record: Fields, request: unknown): string | undefined {
  const [first] = listOf(at(record, 'resources'))
  const bucket = textAt(request, 'bucketName')
  const key = textAt(request, 'key')
  return bucket && key ? `s3://${bucket}/${key}` : (textAt(first, 'ARN') ?? textAt(first, 'arn') ?? firstText(request, RESOURCES))
}
