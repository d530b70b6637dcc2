package dev.depwatch.logs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One random sequence of what may happen to a log and to the daemon that follows it.
 *
 * @param appends whether the writer goes on at the end of a file that was truncated, not behind a hole
 * @param headed whether each new file begins with the same header, which is longer than what identifies a file
 * @param oldGenerations how many lie there before following begins
 */
record FollowingCase(
        long seed,
        ModelFolder.Naming naming,
        int most,
        boolean gzipKeepsTime,
        boolean appends,
        boolean headed,
        int oldGenerations,
        List<Step> steps) {
    /** @param dice decides what the action leaves open */
    record Step(Action action, int dice) {
        @Override
        public String toString() {
            return action + "(" + dice + ")";
        }
    }

    enum Action {
        WRITE(20),
        WRITE_LONG(2),
        WRITE_HALF(5),
        FINISH_HALF(4),
        WRITE_LATE(4),
        PAUSE_IN_RECORD(3),
        ROTATE(8),
        ROTATE_WITHOUT_CREATE(4),
        ROTATE_SEVERAL(3),
        ROTATE_WHILE_POLLED(3),
        GZIP(3),
        GZIP_AND_KEEP(2),
        GZIP_HALF(1),
        REMOVE_PLAIN(3),
        COPY_HALF(1),
        COPY(2),
        TRUNCATE_COPIED(3),
        COPY_AND_TRUNCATE(3),
        COPY_BESIDE(2),
        COPY_ANEW(2),
        TRIM(2),
        TRIM_IN_PLACE(2),
        ARCHIVE(1),
        TRUNCATE(2),
        TRUNCATE_AND_REGROW(2),
        DELETE(1),
        DELETE_AND_CREATE(1),
        FORBID_AND_PERMIT(1),
        FOLDER_AWAY(1),
        FOLDER_BACK(3),
        POLL(20),
        SETTLE(6),
        WAIT(5),
        KILL(4),
        START(6),
        RESTART(5),
        LONG_STOP(2);

        final int weight;

        Action(int weight) {
            this.weight = weight;
        }
    }

    private static final int MOST_STEPS = 60;

    static FollowingCase of(long seed) {
        // Seeds that differ by one would begin alike.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Map<Action, Integer> weights = new EnumMap<>(Action.class);
        for (Action action : Action.values()) {
            // Each case prefers some actions and does without others, so that what is rare happens together.
            weights.put(action, action.weight * List.of(0, 1, 1, 5).get(random.nextInt(4)));
        }
        for (Action always : List.of(Action.WRITE, Action.POLL, Action.SETTLE, Action.START, Action.FOLDER_BACK)) {
            weights.merge(always, always.weight, Integer::sum);
        }
        int all = weights.values().stream().mapToInt(Integer::intValue).sum();
        List<ModelFolder.Naming> namings = List.of(ModelFolder.Naming.values());
        ModelFolder.Naming naming = namings.get(random.nextInt(namings.size()));
        int most = 1 + random.nextInt(8);
        boolean gzipKeepsTime = random.nextBoolean();
        boolean headed = random.nextInt(4) == 0;
        boolean appends = headed || random.nextInt(4) > 0;
        int oldGenerations = random.nextInt(3);
        List<Step> steps = new ArrayList<>();
        int count = 5 + random.nextInt(MOST_STEPS - 5);
        while (steps.size() < count) {
            int at = random.nextInt(all);
            for (Action action : Action.values()) {
                at -= weights.getOrDefault(action, 0);
                if (at < 0) {
                    steps.add(new Step(action, random.nextInt(1_000_000)));
                    break;
                }
            }
        }
        return new FollowingCase(seed, naming, most, gzipKeepsTime, appends, headed, oldGenerations, steps);
    }

    FollowingFigures play(Path folder) {
        return new FollowingPlay(this, folder).play();
    }

    FollowingCase with(List<Step> fewer) {
        return new FollowingCase(seed, naming, most, gzipKeepsTime, appends, headed, oldGenerations, fewer);
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("seed %d: %s, %d kept, %d there before, gzip %s the time, the writer %s%s"
                        .formatted(
                                seed,
                                naming,
                                most,
                                oldGenerations,
                                gzipKeepsTime ? "keeps" : "changes",
                                appends ? "appends" : "leaves holes",
                                headed ? ", headed" : ""));
        steps.forEach(step -> text.append("\n  ").append(step));
        return text.toString();
    }
}
