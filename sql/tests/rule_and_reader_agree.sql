{{ config(severity="warn") }}
-- The reader and the rule model evaluate the same identities: what the rule finds broken, the reader must have flagged,
-- in a finding of its own or in one about the cell that several broken identities share.
SELECT broken.*
FROM {{ ref("identity_broken") }} AS broken
ANTI JOIN {{ ref("stg_findings") }} AS flagged
    ON broken.sha256 = flagged.sha256
    AND broken.extractor_version = flagged.extractor_version
    AND flagged.rule LIKE 'identity.%'
    AND list_has_any(broken.codes, flagged.codes)
