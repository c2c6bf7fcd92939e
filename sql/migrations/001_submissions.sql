-- Submissions, reference data, editions and cutoffs: small tables beside the facts.
--
-- One intake writes all of them and gives out record times that strictly increase: no two submissions, reference sets
-- or plans of editions were recorded at the same time.

CREATE SEQUENCE roundtable.submission_number;
CREATE TABLE roundtable.submission (
    number bigint NOT NULL DEFAULT nextval('roundtable.submission_number'),
    organization text NOT NULL,
    submission_id text NOT NULL,
    digest bytea NOT NULL,
    bytes bytea NOT NULL,
    edition text,
    replaces text,
    replaced_by bigint,
    best_effort boolean NOT NULL,
    nil boolean NOT NULL,
    nil_note text,
    reference_version bigint NOT NULL,
    rows integer NOT NULL,
    inserted integer NOT NULL,
    revised integer NOT NULL,
    unchanged integer NOT NULL,
    rejected integer NOT NULL,
    ended integer NOT NULL,
    receipt bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);
ALTER TABLE roundtable.submission ADD CONSTRAINT submission_pkey PRIMARY KEY (number);
ALTER TABLE roundtable.submission ADD CONSTRAINT submission_id_once
    UNIQUE (organization, submission_id);
ALTER TABLE roundtable.submission ADD CONSTRAINT submission_recorded_at_once UNIQUE (recorded_at);
ALTER TABLE roundtable.submission ADD CONSTRAINT submission_outcomes_add_up
    CHECK (inserted + revised + unchanged + rejected = rows);
CREATE INDEX submission_replaced_by ON roundtable.submission (replaced_by)
    WHERE replaced_by IS NOT NULL;
COMMENT ON TABLE roundtable.submission IS
    'What organizations handed in and what became of it. Only what was stored is here, never what was refused.';
COMMENT ON COLUMN roundtable.submission.number IS
    'Own number, in the order of recording; the column submission of the fact tables.';
COMMENT ON COLUMN roundtable.submission.organization IS 'Code of the reporting organization.';
COMMENT ON COLUMN roundtable.submission.submission_id IS
    'Chosen by the sender, unique for the organization, for ever.';
COMMENT ON COLUMN roundtable.submission.digest IS 'SHA-256 of bytes.';
COMMENT ON COLUMN roundtable.submission.bytes IS
    'The submission as it was received: proto/submission.proto says how to read it.';
COMMENT ON COLUMN roundtable.submission.edition IS 'The meeting it is meant for.';
COMMENT ON COLUMN roundtable.submission.replaces IS 'submission_id of the one it replaces.';
COMMENT ON COLUMN roundtable.submission.replaced_by IS 'Number of the one that replaced it.';
COMMENT ON COLUMN roundtable.submission.best_effort IS
    'Whether good rows were to be stored although others were refused.';
COMMENT ON COLUMN roundtable.submission.nil IS 'A report of nothing.';
COMMENT ON COLUMN roundtable.submission.nil_note IS 'What the organization said about it.';
COMMENT ON COLUMN roundtable.submission.reference_version IS
    'The reference data it was checked against.';
COMMENT ON COLUMN roundtable.submission.rows IS 'Rows sent.';
COMMENT ON COLUMN roundtable.submission.inserted IS 'Rows with a fact nobody had reported.';
COMMENT ON COLUMN roundtable.submission.revised IS 'Rows with a fact known before with other values.';
COMMENT ON COLUMN roundtable.submission.unchanged IS 'Rows with a fact known before as it is.';
COMMENT ON COLUMN roundtable.submission.rejected IS 'Rows refused (best effort only).';
COMMENT ON COLUMN roundtable.submission.ended IS
    'Facts of the replaced submission that this one does not have.';
COMMENT ON COLUMN roundtable.submission.receipt IS
    'The receipt as it was given, packed: the same for ever.';
COMMENT ON COLUMN roundtable.submission.recorded_at IS
    'Record time, unique: the recorded_from of what it wrote and the recorded_to of what it ended.';

CREATE TABLE roundtable.reference_set (
    version bigint NOT NULL,
    digest bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);
ALTER TABLE roundtable.reference_set ADD CONSTRAINT reference_set_pkey PRIMARY KEY (version);
ALTER TABLE roundtable.reference_set ADD CONSTRAINT reference_set_recorded_at_once
    UNIQUE (recorded_at);
COMMENT ON TABLE roundtable.reference_set IS
    'Versions of the reference data: areas, organizations, memberships, instruments, codelists ...';
COMMENT ON COLUMN roundtable.reference_set.version IS '1, 2, 3 ...';
COMMENT ON COLUMN roundtable.reference_set.digest IS 'SHA-256 over names and contents.';
COMMENT ON COLUMN roundtable.reference_set.recorded_at IS 'Record time: valid until the next one.';

CREATE TABLE roundtable.reference_file (
    version bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE roundtable.reference_file ADD CONSTRAINT reference_file_pkey
    PRIMARY KEY (version, name);
ALTER TABLE roundtable.reference_file ADD CONSTRAINT reference_file_version
    FOREIGN KEY (version) REFERENCES roundtable.reference_set (version);
COMMENT ON TABLE roundtable.reference_file IS 'The CSV files of each version of the reference data.';
COMMENT ON COLUMN roundtable.reference_file.version IS 'The version it belongs to.';
COMMENT ON COLUMN roundtable.reference_file.name IS 'areas.csv, codelists/sex.csv ...';
COMMENT ON COLUMN roundtable.reference_file.content IS 'The file: UTF-8 CSV with a header line.';

CREATE TABLE roundtable.edition (
    code text COLLATE "C" NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    title text NOT NULL,
    place text,
    host text,
    date_start date NOT NULL,
    date_end date NOT NULL,
    reference_date date NOT NULL,
    previous text
);
ALTER TABLE roundtable.edition ADD CONSTRAINT edition_pkey PRIMARY KEY (code, recorded_to);
ALTER TABLE roundtable.edition ADD CONSTRAINT edition_recorded_in_order
    CHECK (recorded_from < recorded_to);
ALTER TABLE roundtable.edition ADD CONSTRAINT edition_days_in_order CHECK (date_start <= date_end);
COMMENT ON TABLE roundtable.edition IS
    'Plans of the meetings'' reports, every version; recorded_to infinity is the current one.';
COMMENT ON COLUMN roundtable.edition.code IS '2016-stockholm';
COMMENT ON COLUMN roundtable.edition.recorded_from IS 'When this plan was recorded.';
COMMENT ON COLUMN roundtable.edition.recorded_to IS 'When it was changed; infinity: it is current.';
COMMENT ON COLUMN roundtable.edition.title IS 'VI Cross-Regional Round Table';
COMMENT ON COLUMN roundtable.edition.place IS 'Where the meeting is.';
COMMENT ON COLUMN roundtable.edition.host IS 'Who receives it.';
COMMENT ON COLUMN roundtable.edition.date_start IS 'First day of the meeting.';
COMMENT ON COLUMN roundtable.edition.date_end IS 'Last day of the meeting.';
COMMENT ON COLUMN roundtable.edition.reference_date IS 'What was true on this day is counted.';
COMMENT ON COLUMN roundtable.edition.previous IS 'Code of the edition before, for the increases.';

CREATE TABLE roundtable.cutoff (
    cutoff timestamp with time zone NOT NULL,
    published_at timestamp with time zone NOT NULL
);
ALTER TABLE roundtable.cutoff ADD CONSTRAINT cutoff_pkey PRIMARY KEY (cutoff);
COMMENT ON TABLE roundtable.cutoff IS
    'Record times that reads may name: everything up to them is committed and will stay as it is.';
COMMENT ON COLUMN roundtable.cutoff.cutoff IS
    'Reads take recorded_from <= cutoff AND recorded_to > cutoff.';
COMMENT ON COLUMN roundtable.cutoff.published_at IS 'When it was published, by the clock.';
