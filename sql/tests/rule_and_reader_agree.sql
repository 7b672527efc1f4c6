{{ config(severity="warn") }}
-- The reader and the rule model evaluate the same identities: what the rule finds broken, the reader must have flagged,
-- in a finding of its own or in one about the cell that several broken identities share.
SELECT * FROM {{ ref("identity_overlooked") }}
