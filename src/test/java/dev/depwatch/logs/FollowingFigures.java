package dev.depwatch.logs;

import java.util.Locale;

/**
 * What was played, of one case or of many.
 *
 * @param goneCounted records that were gone before depwatch read them, reported by a counted gap
 * @param goneUnknowable records that came and went without a trace between two looks
 */
record FollowingFigures(
        long cases,
        long steps,
        long records,
        long rotations,
        long restarts,
        long gaps,
        long goneCounted,
        long goneUnknowable) {
    static final FollowingFigures NONE = new FollowingFigures(0, 0, 0, 0, 0, 0, 0, 0);

    FollowingFigures plus(FollowingFigures other) {
        return new FollowingFigures(
                cases + other.cases,
                steps + other.steps,
                records + other.records,
                rotations + other.rotations,
                restarts + other.restarts,
                gaps + other.gaps,
                goneCounted + other.goneCounted,
                goneUnknowable + other.goneUnknowable);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "following, model-based: %,d cases, %,d steps, %,d records, %,d rotations, %,d restarts, %,d gaps counted,"
                        + " %,d records gone with a counted gap, %,d gone before any look; lost 0, double 0",
                cases,
                steps,
                records,
                rotations,
                restarts,
                gaps,
                goneCounted,
                goneUnknowable);
    }
}
