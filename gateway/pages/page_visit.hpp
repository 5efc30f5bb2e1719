#pragma once

// One request for an own page, and what its answer needs.

#include "gateway/pages/page_request.hpp"
#include "gateway/pages/page_services.hpp"
#include "gateway/request/exchange.hpp"

#include <memory>
#include <string>

namespace dsgw {

/// Lives while the page is being made.
struct page_visit
{
    exchange& ex;  ///< after drop_views(): `request` below has what pages need of its head
    page_services services;
    const std::shared_ptr<thread_config>&
        current;  ///< the thread's configuration now, after a reload too
    page_request request;
    std::string new_form_cookie{};  ///< sent with the reply; "" if none was made

    [[nodiscard]] const std::string& base_url() const { return ex.config->snapshot->base_url; }
};

}  // namespace dsgw
