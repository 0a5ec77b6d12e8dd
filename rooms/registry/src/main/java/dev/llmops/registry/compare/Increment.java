// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import dev.llmops.registry.version.SemVer;
import java.math.BigInteger;
import java.util.Locale;

/** By how much a version is to be higher than the one before it. */
public enum Increment {
    NONE,
    PATCH,
    MINOR,
    MAJOR;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The next version; below 1.0.0 what breaks raises the minor number and all else the patch. */
    public SemVer after(SemVer version) {
        SemVer base = version.release();
        boolean initial = base.major().equals("0");
        return switch (this) {
            case NONE -> version;
            case PATCH ->
                version.isStable()
                        ? new SemVer(base.major(), base.minor(), up(base.patch()), base.preRelease(), "")
                        : base;
            case MINOR ->
                initial
                        ? new SemVer(base.major(), base.minor(), up(base.patch()), base.preRelease(), "")
                        : new SemVer(base.major(), up(base.minor()), "0", base.preRelease(), "");
            case MAJOR ->
                initial
                        ? new SemVer("0", up(base.minor()), "0", base.preRelease(), "")
                        : new SemVer(up(base.major()), "0", "0", base.preRelease(), "");
        };
    }

    /** Whether the step from one version to another may break users. */
    public static boolean mayBreak(SemVer from, SemVer to) {
        int major = new BigInteger(to.major()).compareTo(new BigInteger(from.major()));
        boolean minor = new BigInteger(to.minor()).compareTo(new BigInteger(from.minor())) > 0;
        return major > 0 || (major == 0 && from.major().equals("0") && minor);
    }

    private static String up(String number) {
        return new BigInteger(number).add(BigInteger.ONE).toString();
    }
}
