-- The register of the two authorities. Every key begins with the shard. Instants are seconds since 1970 in UTC.

CREATE TABLE generation (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    algorithm TEXT NOT NULL,
    key_label TEXT NOT NULL,
    key_identifier BLOB NOT NULL,
    certificate BLOB NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    compromised_at INTEGER,
    PRIMARY KEY (shard, authority, number),
    UNIQUE (shard, authority, key_identifier)
) STRICT;

-- A municipality gets a small number, because tens of millions of rows name it.
CREATE TABLE partition (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    prefecture TEXT NOT NULL,
    municipality TEXT NOT NULL,
    PRIMARY KEY (shard, authority, number),
    UNIQUE (shard, authority, prefecture, municipality)
) STRICT, WITHOUT ROWID;

CREATE TABLE serial_counter (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    next_serial INTEGER NOT NULL,
    PRIMARY KEY (shard, authority)
) STRICT, WITHOUT ROWID;

-- First step of an issuance: what is going to be signed. Rows are added at the end and never change.
CREATE TABLE intent (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    serial_number INTEGER NOT NULL CHECK (serial_number > 0),
    request_id TEXT NOT NULL,
    request_digest BLOB NOT NULL,
    generation INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    profile TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    prepared_at INTEGER NOT NULL,
    to_be_signed BLOB NOT NULL,
    FOREIGN KEY (shard, authority, generation) REFERENCES generation (shard, authority, number),
    FOREIGN KEY (shard, authority, partition) REFERENCES partition (shard, authority, number)
) STRICT;
CREATE UNIQUE INDEX intent_by_serial ON intent (shard, authority, serial_number);
CREATE UNIQUE INDEX intent_by_request ON intent (shard, authority, request_id);

-- Second step: what follows the signed part in the certificate. With the intent it gives the certificate byte for byte.
CREATE TABLE signature (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    serial_number INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    ending BLOB NOT NULL,
    PRIMARY KEY (shard, authority, serial_number)
) STRICT, WITHOUT ROWID;

-- What a responder asks for: narrow, and there only once a certificate is issued.
CREATE TABLE certificate_status (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    serial_number INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    revoked_at INTEGER,
    reason INTEGER,
    PRIMARY KEY (shard, authority, serial_number),
    CHECK ((revoked_at IS NULL) = (reason IS NULL))
) STRICT, WITHOUT ROWID;

-- A revocation list is one range of this index and nothing else.
CREATE INDEX revoked_of_partition
    ON certificate_status (shard, authority, generation, partition, serial_number, revoked_at, reason, not_after)
    WHERE revoked_at IS NOT NULL;

CREATE TABLE revoked_summary (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    generation INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    last_change INTEGER NOT NULL,
    PRIMARY KEY (shard, authority, generation, partition)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    shard INTEGER NOT NULL,
    number INTEGER NOT NULL,
    authority TEXT NOT NULL,
    serial_number INTEGER NOT NULL,
    PRIMARY KEY (shard, number)
) STRICT, WITHOUT ROWID;

-- Partition 0 is the authority revocation list.
CREATE TABLE list_counter (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    generation INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (shard, authority, generation, partition)
) STRICT, WITHOUT ROWID;

CREATE TABLE published_list (
    shard INTEGER NOT NULL,
    authority TEXT NOT NULL,
    generation INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    number INTEGER NOT NULL,
    this_update INTEGER NOT NULL,
    next_update INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    digest BLOB NOT NULL,
    changes_seen INTEGER NOT NULL,
    PRIMARY KEY (shard, authority, generation, partition)
) STRICT, WITHOUT ROWID;
