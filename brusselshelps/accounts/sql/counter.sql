-- The table of the database cache of Django, as its command createcachetable would create it. It holds the counters of
-- the sign-in rate limits, and codes that were used.

create table if not exists accounts_counter (
    cache_key varchar(255) not null primary key,
    value text not null,
    expires timestamptz not null
);
create index if not exists accounts_counter_expires on accounts_counter (expires);
