-- What did the last ten nights bring: sources crawled, new and changed documents, failures?
-- 最近十次运行的结果：采集了多少来源、多少新文件和变更文件、多少失败？
SELECT
    run_id,
    kind,
    started_at,
    ended_at,
    sources_crawled,
    sources_not_crawled,
    fetched_new,
    fetched_changed,
    fetched_failed + fetched_refused + fetched_gone AS not_had,
    reports_read
FROM crawl_run
ORDER BY run_id DESC
LIMIT 10;
