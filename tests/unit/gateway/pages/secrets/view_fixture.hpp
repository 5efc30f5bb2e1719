#pragma once

// A store with what the pages know beside it: two registered secrets, and alice, called Al.

#include "gateway/pages/secrets/secrets_view.hpp"
#include "tests/unit/support/store_fixture.hpp"
#include "tests/unit/support/vectors.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dsgw::test {

struct view_fixture : secrets::test::store_fixture
{
    view_fixture()
    {
        auto known = std::make_shared<secrets::catalogue>();
        const auto refused = known->add(
            {{"OPENAI_API_KEY", "An <b>OpenAI</b> key", "https://ex.test/", "Get it"},
             {"FROM_ENV", "set outside", "", ""},
             {"KEY", "", "", ""}}
        );
        site.known = std::move(known);
        site.display_names = std::make_shared<display_names>(auth::account_book(
            {{"alice", "hash", auth::test::make_actor(R"({"id":"alice","name":"Al"})")}}
        ));
        site.base_url = "/sub/";
    }

    secrets_site site;
    std::unique_ptr<secrets::secret_store> store = open();
};

}  // namespace dsgw::test
