package dev.depwatch.logs;

import dev.depwatch.logs.FollowingCase.Step;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.RecordAssembler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plays one case and holds what is read to what the model knows. {@link FollowingModelTest} says what is asked for. */
final class FollowingPlay {
    /**
     * What the daemon saves as one value: how far the log is read, and what was learned up to there.
     *
     * @param gaps how many all lives have counted until then
     */
    private record Save(Position position, int read, int gaps) {}

    private static final Duration POLL = Duration.ofMillis(250);
    private static final int QUIET_POLLS = 14;
    private static final int MOST_POLLS = 300;
    private static final Duration LATE_LOOK = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile(" - record <(\\d+)>");

    private final FollowingCase played;
    private final ModelFolder folder;

    private @Nullable FollowedLog followed;
    private int lives;
    /** Whether this life has had a look at the path that found a file. */
    private boolean begun;
    /** Whether the file that this life was to go on in was gone by then. */
    private boolean positionGone;
    /** Whether the position lies in a header: the last record that was read says nothing of that file. */
    private boolean positionInHeader;
    /** Whether a copy beside the chain stood in for it. */
    private boolean positionHidden;

    private int settledGeneration = -1;
    /** When this life last had to do with each generation: it left none before. */
    private final Map<Integer, Instant> readAt = new HashMap<>();

    private int settledGaps;
    private int settledDestructions;
    private boolean forgotten;
    /** Whether the newest file that was read is gone, and so others may be. */
    private boolean newestGone;
    /** Whether a deletion may have gone unseen behind a file beside the chain. */
    private boolean deletionsHidden;

    private final List<Save> saves = new ArrayList<>();
    private final List<ModelRecord> read = new ArrayList<>();
    private final Map<Integer, Integer> newestIds = new HashMap<>();
    private int restarts;
    private int gaps;
    private int goneCounted;
    private int goneUnknowable;

    FollowingPlay(FollowingCase played, Path place) {
        this.played = played;
        this.folder = new ModelFolder(place, played);
    }

    FollowingFigures play() {
        try {
            begin();
            played.steps().forEach(this::step);
            end();
        } finally {
            if (followed != null) {
                followed.close();
                gaps += followed.gaps();
            }
        }
        return new FollowingFigures(
                1,
                played.steps().size(),
                folder.records().size(),
                folder.rotations,
                restarts,
                gaps,
                goneCounted,
                goneUnknowable);
    }

    /** Following begins, as everywhere in practice, with a log that holds something. */
    private void begin() {
        for (int i = 0; i < played.oldGenerations(); i++) {
            folder.write(2, 0, 0);
            folder.rotate(false, false, () -> {});
        }
        folder.records().forEach(record -> record.excused = true);
        folder.write(1, 0, 0);
        start();
        settle();
    }

    /** Whatever was taken away comes back, and then all must be read. */
    private void end() {
        folder.bringBack();
        if (folder.isCopying()) {
            folder.copyAndTruncate();
        }
        start();
        folder.write(1, 0, 0);
        settle();
        folder.now = folder.now.plus(LATE_LOOK).plusSeconds(2);
        settle();
    }

    private void step(Step step) {
        Random random = new Random(step.dice());
        switch (step.action()) {
            case WRITE -> folder.write(1 + random.nextInt(4), random.nextInt(3), 0);
            case WRITE_LONG ->
                folder.write(1, random.nextInt(60), random.nextInt(random.nextInt(8) == 0 ? 80_000 : 5000));
            case WRITE_HALF -> folder.writeHalf(random);
            case FINISH_HALF -> folder.finishHalf();
            case WRITE_LATE -> writeLate();
            case PAUSE_IN_RECORD -> pauseInRecord(random);
            case ROTATE -> folder.rotate(true, random.nextBoolean(), () -> {});
            case ROTATE_WITHOUT_CREATE -> folder.rotate(false, random.nextBoolean(), () -> {});
            case ROTATE_SEVERAL -> rotateSeveral(random);
            case ROTATE_WHILE_POLLED -> {
                int[] renames = {random.nextInt(4)};
                folder.rotate(random.nextBoolean(), random.nextBoolean(), () -> {
                    if (renames[0]-- == 0) {
                        poll();
                    }
                });
            }
            case GZIP -> folder.gzip(random.nextInt(played.most()), true, true);
            case GZIP_AND_KEEP -> folder.gzip(random.nextInt(played.most()), true, false);
            case GZIP_HALF -> folder.gzip(random.nextInt(played.most()), false, false);
            case REMOVE_PLAIN -> folder.removePlain(random.nextInt(played.most()));
            case COPY_HALF -> folder.copy(false);
            case COPY -> folder.copy(true);
            case TRUNCATE_COPIED -> folder.truncateCopied();
            case COPY_AND_TRUNCATE -> folder.copyAndTruncate();
            case COPY_BESIDE -> folder.copyBeside(random.nextInt(3) == 0);
            case COPY_ANEW -> copyAnew(random);
            case TRIM -> folder.trim(1 + random.nextInt(4));
            case TRIM_IN_PLACE -> folder.trimInPlace(1 + random.nextInt(4));
            case ARCHIVE -> folder.archive();
            case TRUNCATE -> folder.truncate();
            case TRUNCATE_AND_REGROW -> {
                folder.truncate();
                folder.write(3 + random.nextInt(10), 1, 0);
            }
            case DELETE -> folder.delete();
            case DELETE_AND_CREATE -> {
                folder.delete();
                folder.write(1 + random.nextInt(3), 0, 0);
            }
            case FORBID_AND_PERMIT ->
                folder.whileForbidden(() -> {
                    if (random.nextBoolean()) {
                        kill(random);
                        start();
                    }
                    poll();
                });
            case FOLDER_AWAY -> folder.takeAway(random.nextBoolean());
            case FOLDER_BACK -> folder.bringBack();
            case POLL -> {
                for (int polls = random.nextInt(4); polls >= 0; polls--) {
                    poll();
                }
            }
            case SETTLE -> settle();
            case WAIT -> folder.now = folder.now.plusSeconds(random.nextInt(120));
            case KILL -> kill(random);
            case START -> start();
            case RESTART -> {
                kill(random);
                start();
            }
            case LONG_STOP -> longStop(random);
        }
    }

    private void rotateSeveral(Random random) {
        for (int rotations = 2 + random.nextInt(3); rotations > 0; rotations--) {
            folder.write(1 + random.nextInt(3), random.nextInt(2), 0);
            folder.rotate(true, false, () -> {});
        }
    }

    /**
     * A writer with a buffer writes the first line of a record, and its other lines once the record is taken for whole.
     */
    private void pauseInRecord(Random random) {
        folder.writeInTwo(1 + random.nextInt(3), () -> {
            folder.now = folder.now.plusSeconds(1);
            for (int polls = random.nextInt(4); polls >= 0; polls--) {
                poll();
            }
        });
    }

    private void copyAnew(Random random) {
        folder.copyAnew(random.nextInt(3), random.nextInt(4), random, () -> {
            if (random.nextInt(4) == 0) {
                kill(random);
                start();
            }
            for (int polls = random.nextInt(4); polls > 0; polls--) {
                poll();
            }
        });
    }

    private void longStop(Random random) {
        kill(random);
        for (int rotations = 1 + random.nextInt(4); rotations > 0; rotations--) {
            rotateSeveral(random);
            folder.now = folder.now.plusSeconds(random.nextInt(20_000));
            for (int gzips = random.nextInt(3); gzips > 0; gzips--) {
                folder.gzip(random.nextInt(played.most()), true, random.nextInt(4) > 0);
            }
        }
        if (random.nextBoolean()) {
            folder.write(1, 0, 0);
        }
        start();
    }

    /**
     * Most kills lose the newest few saves, some many: to begin at an old save is the same as to have been stopped
     * since.
     */
    private void kill(Random random) {
        FollowedLog killed = followed;
        if (killed == null) {
            return;
        }
        killed.close();
        int gapsBefore = gaps + settledGaps;
        gaps += killed.gaps();
        followed = null;
        folder.life = 0;
        restarts++;
        int lost = random.nextInt(random.nextInt(5) == 0 ? 30 : 4);
        for (int i = 0; i < lost && saves.size() > 1; i++) {
            saves.remove(saves.size() - 1);
        }
        Save save = saves.get(saves.size() - 1);
        if (save.gaps() > gapsBefore) {
            // The next life goes on behind what this one has told.
            folder.records().stream()
                    .filter(record -> record.goneBeforeGap || folder.isBeginningHidden())
                    .forEach(record -> record.told = true);
        }
        int kept = save.read();
        // What the next life does not know was read, or told, it may tell again.
        forgotten |= kept < read.size() || save.gaps() < gaps;
        read.subList(kept, read.size()).clear();
        newestIds.clear();
        read.forEach(record -> newestIds.put(record.generation, record.id));
        int newest = newestGenerationRead();
        // As long as the log holds no record, nothing shows whether it was lost.
        forgotten |= newest < folder.liveGeneration();
        for (ModelRecord record : folder.records()) {
            // Nobody but the life that left its file would have looked for it.
            record.excused |= record.late && record.generation < newest && !read.contains(record);
        }
        folder.readGeneration = newest;
        settledGeneration = -1;
        settledGaps = 0;
        readAt.clear();
    }

    private void start() {
        if (followed != null) {
            return;
        }
        begun = false;
        positionGone = false;
        positionInHeader = false;
        Optional<Position> resume = saves.isEmpty()
                ? Optional.empty()
                : Optional.of(saves.get(saves.size() - 1).position());
        followed = new FollowedLog(folder.log(), resume, this::take, () -> folder.now);
    }

    private void poll() {
        folder.now = folder.now.plus(POLL);
        if (followed == null) {
            return;
        }
        if (!begun && folder.liveIsThere()) {
            begun = true;
            folder.life = ++lives;
            // A key tells nothing: the inode of a file that is gone is given to the next one.
            if (!saves.isEmpty()) {
                positionInHeader = played.headed();
            }
            positionHidden = folder.hidesDeletions();
            positionGone = !read.isEmpty() && !folder.holdsGenerationOf(read.get(read.size() - 1));
        }
        if (folder.liveHoldsBytes()) {
            for (ModelRecord record : folder.records()) {
                if (record.gone && !record.missed) {
                    record.missed = true;
                    record.outlived = folder.isOutlived(record.generation);
                }
            }
        }
        deletionsHidden |= folder.hidesDeletions();
        newestGone |= !read.isEmpty() && !folder.holdsPlaceOf(read.get(read.size() - 1));
        int gapsBefore = followed.gaps();
        followed.poll();
        if (followed.gaps() > gapsBefore) {
            folder.records().stream().filter(record -> record.gone).forEach(record -> record.goneBeforeGap = true);
        }
        if (folder.liveHoldsBytes()) {
            folder.polls++;
            folder.records().stream().filter(folder::shows).forEach(record -> record.seenInLife = folder.life);
        }
    }

    private void take(Optional<LogRecord> taken, int place, Supplier<Position> end) {
        check(place == 0, "no two records are equal here: " + taken);
        taken.ifPresent(this::take);
        saves.add(new Save(end.get(), read.size(), gaps + (followed == null ? 0 : followed.gaps())));
    }

    private void take(LogRecord taken) {
        Matcher id = ID.matcher(taken.header());
        if (!id.find()) {
            check(
                    folder.records().stream()
                            .anyMatch(record ->
                                    (record.broken || record.slow) && record.header.startsWith(taken.header())),
                    "was never written: " + taken.header());
            return;
        }
        ModelRecord record = folder.records().get(Integer.parseInt(id.group(1)) - 1);
        if (read.contains(record)) {
            // It may come again, but counts once.
            return;
        }
        check(
                newestIds.getOrDefault(record.generation, 0) < record.id,
                "read after " + newestIds.get(record.generation) + ": " + record);
        check(!(record.excused && !record.late), "there before following began: " + record);
        read.add(record);
        check(isText(taken, record), "not as it was written: " + record + ": " + taken);
        newestIds.put(record.generation, record.id);
        readAt.merge(record.generation, folder.now, (old, latest) -> record.late ? old : latest);
        folder.readGeneration = newestGenerationRead();
    }

    private boolean isText(LogRecord taken, ModelRecord record) {
        if (record.broken
                || (record.slow && record.gone)
                || record.header.length() > RecordAssembler.MAX_KEPT
                || taken.cut()) {
            return record.header.startsWith(taken.header());
        }
        String whole = record.continuation.strip();
        String text = withoutHalfALine(taken.continuation()).strip();
        if (folder.isArchived(record)) {
            return record.header.equals(taken.header()) && (record.slow || text.startsWith(whole));
        }
        return record.header.equals(taken.header()) && (record.slow ? whole.startsWith(text) : whole.equals(text));
    }

    /** The first bytes of a record, cut off by the end of a file before its date was whole, end the record before. */
    private String withoutHalfALine(String continuation) {
        String last = continuation.substring(continuation.lastIndexOf('\n') + 1);
        boolean half = !last.isEmpty()
                && folder.records().stream()
                        .anyMatch(record ->
                                (record.broken || (record.slow && record.gone)) && record.header.startsWith(last));
        return half ? continuation.substring(0, continuation.length() - last.length()) : continuation;
    }

    private int newestGenerationRead() {
        return newestIds.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private int newestGenerationLeft() {
        int newest = newestGenerationRead();
        return newestIds.keySet().stream()
                .mapToInt(Integer::intValue)
                .filter(generation -> generation != newest)
                .max()
                .orElse(0);
    }

    private void writeLate() {
        int before = folder.records().size();
        folder.writeLate();
        if (folder.records().size() == before) {
            return;
        }
        ModelRecord record = folder.records().get(before);
        if (record.generation <= played.oldGenerations()) {
            record.excused = true;
            return;
        }
        // A position in the next file's header says that this one was left, though no record says so.
        boolean mayBeLeft = (followed != null || played.headed()) && folder.mayHaveBeenLeft(record);
        boolean left = mayBeLeft || record.generation < newestGenerationRead();
        if (!left) {
            return;
        }
        boolean isWatched = readAt.containsKey(record.generation) && record.generation == newestGenerationLeft();
        if (followed != null
                && (isWatched
                        || folder.now.isBefore(readAt.getOrDefault(record.generation, Instant.EPOCH)
                                .plus(LATE_LOOK)))) {
            record.due = Instant.MAX;
        } else {
            record.excused = true;
        }
    }

    /** Polls until nothing happens any more, and then asks for what the tail has promised. */
    private void settle() {
        FollowedLog settled = followed;
        if (settled == null) {
            return;
        }
        pollUntilQuiet(settled);
        folder.now = folder.now.plus(ReadTable.PATIENCE).plusSeconds(1);
        pollUntilQuiet(settled);
        if (!folder.liveHoldsText()) {
            return;
        }
        Set<ModelRecord> known = new LinkedHashSet<>(read);
        boolean anythingGone = positionGone
                || positionInHeader
                || forgotten
                || deletionsHidden
                || newestGone
                || folder.isBeginningHidden()
                || folder.destructions > settledDestructions;
        for (ModelRecord record : folder.records()) {
            if (record.broken
                    || (record.slow && record.gone)
                    || record.excused
                    || record.accounted
                    || known.contains(record)) {
                continue;
            }
            if (record.due.equals(Instant.MAX)) {
                record.due = folder.now.plus(LATE_LOOK).plusSeconds(1);
            }
            if (folder.now.isBefore(record.due)) {
                record.told |= settled.gaps() > settledGaps;
                continue;
            }
            if (folder.holds(record)) {
                record.told |= settled.gaps() > settledGaps;
                check(
                        (folder.isBeginningHidden() && record.told)
                                || (record.slow && folder.hasHalfALine() && isPending(record)),
                        "in a file and not read: " + record);
                continue;
            }
            if (!record.gone) {
                continue;
            }
            if (knowable(record)) {
                check(record.told || settled.gaps() > settledGaps, "gone unread, and no gap counted: " + record);
                goneCounted++;
            } else {
                goneUnknowable++;
            }
            record.accounted = true;
            anythingGone = true;
        }
        check(settled.gaps() == settledGaps || anythingGone, "a gap was counted, and nothing is gone");
        settledGeneration = folder.liveGeneration();
        readAt.put(settledGeneration, folder.now);
        settledGaps = settled.gaps();
        if (folder.now.isAfter(folder.truncatedAt.plus(ReadTable.PATIENCE).plusSeconds(2))) {
            settledDestructions = folder.destructions;
        }
        positionGone = false;
        positionInHeader = false;
        forgotten = false;
        deletionsHidden = false;
        newestGone = false;
    }

    private void pollUntilQuiet(FollowedLog settled) {
        int quiet = 0;
        for (int polls = 0; quiet < QUIET_POLLS; polls++) {
            check(polls < MOST_POLLS, "no end of reading");
            int before = saves.size() + settled.gaps() + settled.rotations();
            poll();
            quiet = saves.size() + settled.gaps() + settled.rotations() == before ? quiet + 1 : 0;
        }
    }

    private boolean isPending(ModelRecord record) {
        return record.id == folder.records().size();
    }

    /** Whether the tail can have known that a record is gone; {@link FollowingModelTest} says why. */
    private boolean knowable(ModelRecord record) {
        if (record.goneInLife != lives) {
            return positionGone && !positionInHeader && !positionHidden;
        }
        return switch (record.goneBy) {
            case CHAIN -> record.outlived && !record.late && !deletionsHidden;
            case DELETE -> record.seenInLife == lives || record.generation == settledGeneration;
            case TRUNCATE -> record.seenInLife == lives;
        };
    }

    private void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }
}
