"""What the release knows: metrics, identities, regions and rules."""

from __future__ import annotations

from sqlalchemy import Boolean, SmallInteger, String, Table

from load.schema.columns import METADATA, TEXTS, column

metric = Table(
    "metric",
    METADATA,
    column("code", String, "Dotted code, general to specific"),
    column("name_zh", String, "Chinese name, as the forms print it"),
    column("name_en", String, "English name"),
    column("unit", String, "Unit that values are stored in"),
    column("dimensions", TEXTS, "Dimensions its facts may carry: applicant, channel, label"),
    column("forms", TEXTS, "Vintages that print it, and narrative where prose states it"),
    column("relation", String, "part, of_which, near (compare with a note) or broken (never compare)", required=False),
    column("of", String, "The metric that relation refers to", required=False),
    column("note", String, "What to know before comparing", required=False),
    comment="One row per metric; key: code",
)

identity_term = Table(
    "identity_term",
    METADATA,
    column("vintage", String, "Vintage of the form that prints the terms"),
    column("identity", String, "Identity as the form's file calls it"),
    column("equation", String, "One instance of the identity, unique over all forms"),
    column("severity", String, "Severity of a broken equation"),
    column("relation", String, "equal, or at_most where the observed side is no more than the expected one"),
    column("coefficient", SmallInteger, "1 (expected side) or -1 (observed side); equal, the terms add up to zero"),
    column("code", String, "Metric of the term"),
    column("applicant", String, "Kind of applicant of the term"),
    column("channel", String, "Channel of the term"),
    column("is_total", Boolean, "True for a printed total (in a balance, every term): blank, it breaks nothing"),
    comment="One row per term of the forms' identities (勾稽关系); key: equation, code, applicant, channel",
)

region = Table(
    "region",
    METADATA,
    column("region_code", String, "Six-digit administrative division code (GB/T 2260)"),
    column("first_year", SmallInteger, "First year in which the code stood with this name, from 2003 on"),
    column("last_year", SmallInteger, "Last year in which it did; the last year known where it still stands"),
    column("region_name", String, "Name with its parents: 吉林省长春市绿园区"),
    column("own_name", String, "Name without them: 绿园区"),
    column("level", String, "province, prefecture or county"),
    column(
        "prefecture_code",
        String,
        "Code of the prefecture; NULL for provinces and where a county has none",
        required=False,
    ),
    column("prefecture_name", String, "Name of the prefecture, without the province's", required=False),
    column("province_code", String, "Code of the province"),
    column("province_name", String, "Name of the province"),
    column(
        "region_id", String, "The place through renamings and changes of code or level; unique among those of a year"
    ),
    column(
        "merged_into",
        String,
        "region_id of the region that it was merged into after it ended, as far as known; NULL where it goes on",
        required=False,
    ),
    column("edition", String, "Edition of the codes and of their reading; equal, they are not read again"),
    comment="One row per region code and period of years with one name, 2003 on; key: region_code, first_year",
)

reader_rule = Table(
    "reader_rule",
    METADATA,
    column("rule", String, "Rule, as findings name it"),
    column("title_zh", String, "What it says, in a few Chinese words"),
    column("severities", TEXTS, "Severities that its findings may have"),
    column("says", String, "What is so where it is raised"),
    column("verdict", String, "What its verdicts mean"),
    comment="One row per rule that reading a document may raise; key: rule",
)
