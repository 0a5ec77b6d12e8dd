// SPDX-License-Identifier: Apache-2.0
// The wire's own types under short names. All of them are generated; none is written by hand.
import type { components } from './schema';

type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];
export type Violation = Schemas['Violation'];
export type Me = Schemas['Me'];
export type User = Schemas['User'];
export type Permission = Schemas['Permission'];
export type Role = Schemas['Role'];
export type Key = Schemas['Key'];
export type IssuedKey = Schemas['IssuedKey'];
export type Asset = Schemas['Asset'];
export type Upstream = Schemas['Upstream'];
export type NewUpstream = Schemas['NewUpstream'];
export type Plan = Schemas['Plan'];
export type Service = Schemas['Service'];
export type NewService = Schemas['NewService'];
export type Step = Schemas['Step'];
export type SearchHit = Schemas['SearchHit'];
export type Subscription = Schemas['Subscription'];
export type QuotaUse = Schemas['QuotaUse'];
export type Approval = Schemas['Approval'];
export type QueryRequest = Schemas['QueryRequest'];
export type QueryAnswer = Schemas['QueryAnswer'];
export type QueryFilter = Schemas['QueryFilter'];
export type Comparison = Schemas['Comparison'];
export type ValueChange = Comparison['changes'][number];
export type AssetAlias = Schemas['AssetAlias'];
export type SignatureVerdict = Schemas['SignatureVerdict'];
export type AssetSignature = Schemas['AssetSignature'];
export type AssetAttestation = Schemas['AssetAttestation'];
export type LineageNode = Schemas['GraphNode'];
export type LineageEdge = Schemas['GraphEdge'];
export type BlastRadius = Schemas['BlastRadius'];
export type Artifact = Schemas['ArtifactJson'];
