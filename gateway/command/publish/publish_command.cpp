#include "gateway/command/publish/publish_command.hpp"

#include "base/ascii.hpp"
#include "base/random.hpp"
#include "gateway/command/find_program.hpp"
#include "gateway/command/publish/build_context.hpp"
#include "gateway/command/publish/dockerfile.hpp"
#include "gateway/command/publish/gcloud.hpp"
#include "gateway/command/publish/run_program.hpp"
#include "gateway/command/publish/workspace.hpp"
#include "gateway/config/config_value.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>

namespace dsgw {

namespace {

constexpr std::size_t random_secret_bytes = 32;
constexpr const char* docker_missing =
    "docker is not on PATH: install Docker Engine (https://docs.docker.com/engine/install/), or "
    "build the context below with podman or buildah";
constexpr const char* gcloud_missing =
    "gcloud is not on PATH: install the Google Cloud CLI "
    "(https://cloud.google.com/sdk/docs/install) and run: gcloud init";

bool has_several_lines(const std::string& text)
{
    return text.find_first_of("\r\n") != std::string::npos;
}

class publisher
{
public:
    publisher(const publish_options& options, std::ostream& out, std::ostream& err)
        : options_(options), out_(out), err_(err)
    {}

    int publish()
    {
        if (!prepare()) return 1;
        tell_of_secrets();
        if (options_.generate_dir) return generate();
        workspace place;
        context_ = place.path(options_.name);
        write_context(file_sharing::hard_links);
        write_variables(
            options_.env_file.value_or(is_docker() ? "datasette.env" : place.path("variables.json"))
        );
        bool is_done = false;
        try {
            is_done = is_docker() ? build_with_docker() : deploy_to_cloud_run();
        } catch (const std::runtime_error& e) {
            say_error(e.what());
        }
        if (is_done) return 0;
        place.keep();
        err_ << "The build context is kept: " << context_ << "\nIts variables are in "
             << variables_file_ << ": keep that file secret, and delete it afterwards\n";
        return 1;
    }

private:
    bool is_docker() const { return options_.target == publish_target::docker_image; }

    bool prepare()
    {
        auto problems = check_publish_inputs(options_);
        boost::json::object metadata;
        if (options_.metadata) {
            auto read =
                read_config_object(*options_.metadata == "-" ? "/dev/stdin" : *options_.metadata);
            problems.insert(problems.end(), read.problems.begin(), read.problems.end());
            show("warning: ", read.warnings);
            if (read.value.is_object()) metadata = std::move(read.value.get_object());
        }
        config_ = make_image_config(
            std::move(metadata), options_.metadata.value_or("metadata"), options_
        );
        problems.insert(problems.end(), config_.problems.begin(), config_.problems.end());
        variables_.emplace_back(
            "DATASETTE_SECRET",
            options_.secret ? *options_.secret : make_random_hex(random_secret_bytes)
        );
        if (is_docker() && has_several_lines(variables_.back().second))
            problems.push_back(
                {"--secret", "has several lines, which docker's --env-file cannot carry"}
            );
        for (const auto& each : config_.moved) {
            variables_.emplace_back(each.variable, each.value);
            if (is_docker() && has_several_lines(each.value))
                problems.push_back(
                    {each.where,
                     "has several lines, which docker's --env-file cannot carry: write "
                     "{\"$env\": NAME} there, and start the image with docker run -e NAME"}
                );
        }
        show("Error: ", problems);
        show("warning: ", config_.warnings);
        show("warning: ", find_publish_oddities(options_));
        return problems.empty();
    }

    void show(const char* label, const problem_list& list)
    {
        for (const auto& each : list)
            err_ << label << each.location << ": " << describe(each) << '\n';
    }

    void tell_of_secrets()
    {
        for (const auto& each : config_.moved) {
            err_ << each.where << ": ";
            if (!each.account.empty()) err_ << "the password hash of \"" << each.account << "\" ";
            err_ << "is passed in the environment as " << each.variable << ", not into the image\n";
        }
        for (const auto& each : config_.needed) {
            err_ << each.where << " reads the variable " << each.name << ": set it where it runs ("
                 << (is_docker() ? "docker run -e " + each.name + "=…"
                                 : "gcloud run services update " + options_.cloud_run.service +
                                       " --update-secrets " + each.name +
                                       "=SECRET:latest, or --update-env-vars")
                 << ")\n";
        }
    }

    void write_context(file_sharing sharing)
    {
        const auto unknown = write_build_context(context_, options_, config_, sharing);
        for (const auto& library : unknown)
            err_ << "warning: this program needs " << library
                 << ", which may be missing from the image: name its package with "
                    "--apt-get-install, or use "
                    "--gateway-wheel\n";
        if (!options_.show_files) return;
        if (!config_.tree.empty())
            out_ << "=== metadata.json ===\n\n" << indented_json(config_.tree) << "\n";
        out_ << "\n==== Dockerfile ====\n\n"
             << std::ifstream(context_ + "/Dockerfile").rdbuf() << "\n====================\n\n"
             << std::flush;
    }

    void write_variables(const std::string& file)
    {
        variables_file_ = std::filesystem::absolute(file).string();
        const auto text = is_docker() ? make_env_file(variables_) : make_flags_file(variables_);
        write_secret_file(
            variables_file_, text, is_docker() ? env_file_opening : flags_file_opening
        );
    }

    int generate()
    {
        context_ = std::filesystem::absolute(*options_.generate_dir).lexically_normal().string();
        if (context_.ends_with('/')) context_.pop_back();
        write_context(file_sharing::copies);
        // Beside it, not in it: all that is in it may get into the image.
        write_variables(
            options_.env_file.value_or(context_ + (is_docker() ? ".env" : ".variables.json"))
        );
        err_ << "The build context is in " << context_ << ", its variables in " << variables_file_
             << " (keep that file secret). Nothing was built or deployed. To continue:\n";
        if (is_docker()) {
            show_command("docker", docker_build(context_));
            show_docker_run();
            return 0;
        }
        const auto place = find_image_place(options_.cloud_run, "PROJECT");
        auto build = build_image(options_.cloud_run, place);
        build.insert(build.begin() + 2, context_);
        show_command("gcloud", build);
        const auto deploy = deploy_service(options_.cloud_run, place, variables_file_);
        show_command("CLOUDSDK_CORE_DISABLE_FILE_LOGGING=1 gcloud", deploy);
        return 0;
    }

    void show_command(const char* program, const program_arguments& words)
    {
        err_ << "    " << program;
        for (const auto& word : words)
            err_ << ' ' << shell_quote(word);
        err_ << '\n';
    }

    program_arguments docker_build(const std::string& folder) const
    {
        program_arguments words{"build"};
        if (options_.tag) words.insert(words.end(), {"-t", *options_.tag});
        words.push_back(folder);
        return words;
    }

    void show_docker_run()
    {
        const auto port = std::to_string(options_.port);
        show_command(
            "docker", {"run", "-p", port + ":" + port, "--read-only", "--tmpfs", "/tmp",
                       "--env-file", variables_file_, options_.tag.value_or("IMAGE")}
        );
    }

    bool build_with_docker()
    {
        if (!find(program_, "docker", docker_missing)) return false;
        if (!run(docker_build("."))) return false;
        err_ << "Start it with:\n";
        show_docker_run();
        return true;
    }

    bool deploy_to_cloud_run()
    {
        const auto& options = options_.cloud_run;
        if (!find(program_, "gcloud", gcloud_missing)) return false;
        const auto answer = ask_program({program_, active_project_question(), context_});
        const std::string active(strip(answer.output));
        if (!options.project && (answer.exit_code != 0 || active.empty())) {
            say_error("gcloud has no project: choose one with: gcloud config set project NAME");
            return false;
        }
        const auto place = find_image_place(options, active);
        if (!ensure_repository(place) || !run(build_image(options, place))) return false;
        // Its log would hold the values of the variables.
        ::setenv("CLOUDSDK_CORE_DISABLE_FILE_LOGGING", "1", 1);
        return run(deploy_service(options, place, variables_file_));
    }

    bool ensure_repository(const image_place& place)
    {
        if (!run(enable_registry(place))) {
            err_ << "artifactregistry.googleapis.com cannot be enabled: check that you can manage "
                    "the services of the project "
                 << place.project << "?\n";
            return false;
        }
        if (run_program({program_, describe_repository(place), context_}) == 0) return true;
        if (!run(create_repository(place))) {
            err_ << "The repository does not exist and cannot be created: name another with "
                    "--artifact-repository and --artifact-region\n";
            return false;
        }
        err_ << "Created the Artifact Registry repository " << place.repository << '\n';
        return true;
    }

    bool find(std::string& path, const char* name, const char* missing)
    {
        const auto found = find_program(name);
        if (!found) {
            say_error(missing);
            return false;
        }
        path = std::filesystem::absolute(*found).string();
        return true;
    }

    bool run(const program_arguments& words)
    {
        err_ << std::flush;
        const int code = run_program({program_, words, context_});
        if (code == 0) return true;
        say_error(program_ + ' ' + words[0] + " failed with exit code " + std::to_string(code));
        return false;
    }

    void say_error(const std::string& what) { err_ << "Error: " << what << '\n'; }

    const publish_options& options_;
    std::ostream& out_;
    std::ostream& err_;
    image_config config_;
    variable_list variables_;
    std::string context_;
    std::string variables_file_;
    std::string program_;
};

}  // namespace

int run_publish(const publish_options& options, std::ostream& out, std::ostream& err)
{
    return publisher(options, out, err).publish();
}

}  // namespace dsgw
