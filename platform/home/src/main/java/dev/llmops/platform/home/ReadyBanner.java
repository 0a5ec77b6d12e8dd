// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** Tells whoever typed the command where to go next. */
@Singleton
final class ReadyBanner implements LifecycleStep {
    private final Home home;
    private final List<BannerLine> banners;

    ReadyBanner(Home home, @All List<BannerLine> banners) {
        this.home = home;
        this.banners = List.copyOf(banners);
    }

    @Override
    public String name() {
        return "banner";
    }

    @Override
    public int order() {
        return 90;
    }

    @Override
    public void start() {
        int port = ConfigProvider.getConfig()
                .getOptionalValue("quarkus.http.port", Integer.class)
                .orElse(8080);
        System.out.println(String.join("\n", text("http://127.0.0.1:" + port)));
    }

    List<String> text(String url) {
        List<String> text = new ArrayList<>();
        text.add("");
        text.add("LLMOps is ready at " + url);
        text.add("  admin key  " + home.resolve("admin.key"));
        text.add("  try        curl -H \"Authorization: Bearer $(cat " + home.resolve("admin.key") + ")\" " + url
                + "/api/identity/v1/me");
        for (BannerLine banner : banners) {
            banner.lines().forEach(line -> text.add("  " + line));
        }
        text.add("");
        return text;
    }
}
