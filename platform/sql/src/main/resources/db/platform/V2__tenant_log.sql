-- SPDX-License-Identifier: Apache-2.0

-- One organisation's events in the log's order, for feeds that resume: without it they would read everybody's.
CREATE INDEX event_log_of_tenant ON platform.event_log (tenant, epoch, xid, sequence);
