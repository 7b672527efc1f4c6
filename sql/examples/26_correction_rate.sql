-- In how many of the decided reconsiderations and lawsuits was the agency corrected?
-- 已审结的行政复议、行政诉讼中，机关被纠正的占多大比例？
SELECT
    agency,
    report_year,
    procedure,
    corrected,
    decided,
    pending,
    round(correction_rate, 3) AS correction_rate,
    round(correction_rate_low, 3) AS correction_rate_low,
    round(correction_rate_high, 3) AS correction_rate_high,
    is_small
FROM mart_reconsideration_litigation
WHERE procedure IN ('reconsideration', 'litigation') AND decided > 0
ORDER BY report_year, procedure, agency_key, scope;
