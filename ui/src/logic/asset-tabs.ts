// SPDX-License-Identifier: Apache-2.0
/** The tabs of an asset besides the first, as they stand in the address. */
export const assetTabs = ['versions', 'aliases', 'dependencies', 'signatures', 'files', 'activity'] as const;
