/** A table of published data, as a claim names it. */
export interface DataSource {
  /** Path below the folder of data. */
  file: string;
  what: string;
  /** Where it is published. */
  from: string;
  /** Columns that are read. */
  columns: readonly string[];
}

/** Every table that a claim may need. */
export const SOURCES: readonly DataSource[] = [
  {
    file: "chinchilla/chinchilla_epoch.csv",
    what: "245 runs of Hoffmann et al. 2022, read from figure 4 by Besiroglu et al. 2024",
    from: "github.com/epoch-research/analyzing-chinchilla",
    columns: ["params", "tokens", "loss", "kept_by_replication"],
  },
  {
    file: "datablations/muennighoff_runs.csv",
    what: "319 runs of Muennighoff et al. 2023; 182 are in the published fit",
    from: "github.com/huggingface/datablations, utils/parametric_fit.ipynb (commit 1370131)",
    columns: ["params", "tokens", "unique_tokens", "loss", "in_fit_182", "in_all_296"],
  },
  {
    file: "diffusion/prabhudesai_data_value.csv",
    what: "30 runs of Prabhudesai et al. 2025 over epochs, read from figure 3",
    from: "github.com/diffusion-scaling/diffusion-scaling.github.io, static/images (commit 1a1669e)",
    columns: ["family", "params", "tokens", "unique_tokens", "loss"],
  },
  {
    file: "diffusion/prabhudesai_critical_compute.csv",
    what: "19 critical computes of Prabhudesai et al. 2025, read from figure 6b",
    from: "github.com/diffusion-scaling/diffusion-scaling.github.io, static/images/isoflops_fit2.png (commit 1a1669e)",
    columns: ["kind", "unique_tokens", "critical_flops"],
  },
  {
    file: "infinite-compute/runs_200m.csv",
    what: "21 runs of Kim et al. 2025 at 200M unique tokens",
    from: "github.com/marin-community/marin, experiments/data_efficiency",
    columns: [
      "recipe",
      "params_label",
      "params_nominal_b",
      "params_exact",
      "params_nonembedding",
      "epochs",
      "weight_decay",
      "ensemble_k",
      "loss",
    ],
  },
  {
    file: "infinite-compute/ensemble_asymptotes.csv",
    what: "31 limits in K of Kim et al. 2025, by model size and unique tokens",
    from: "github.com/marin-community/marin, experiments/data_efficiency/plotting.py (commit cc253d0c)",
    columns: ["hparam_policy", "unique_tokens", "params_label", "params_nominal_b", "asymptote_k_inf"],
  },
  {
    file: "infinite-compute/downstream_200m.csv",
    what: "130 accuracies of Kim et al. 2025 on three tasks at 200M unique tokens",
    from: "github.com/marin-community/marin, experiments/data_efficiency (200m_benchmark_results.json, commit 7b1688bc)",
    columns: ["recipe", "params_label", "epochs", "weight_decay", "ensemble_k", "task", "acc", "acc_stderr"],
  },
  {
    file: "infinite-compute/cpt_math.csv",
    what: "5 settings of continued pre-training of Kim et al. 2025",
    from: "arXiv:2509.14786, table 1; github.com/marin-community/marin, octothinker.py (commit c63c5503)",
    columns: ["recipe", "unique_tokens_b", "batch_size", "epochs", "ensemble_k", "avg"],
  },
  {
    file: "infinite-compute/followup_dclm196m.csv",
    what: "39 losses of a follow-up split at 196.6M unique tokens, ensembles of 1 to 5 members",
    from: "github.com/marin-community/marin, experiments/data_efficiency/plotting.py (commit cc253d0c)",
    columns: ["recipe", "params_label", "params_exact", "ensemble_k", "loss"],
  },
  {
    file: "diffusion/quokka_tables.csv",
    what: "tables 2, 3 and 4 of Quokka (Ni et al. 2025)",
    from: "arXiv:2510.03280; github.com/JinjieNi/Quokka (commit 63d36bb)",
    columns: ["kind", "params", "unique_tokens", "tokens", "epochs", "flops"],
  },
  {
    file: "diffusion/smdm_isoflop_optima.csv",
    what: "10 isoFLOP optima of Nie et al. 2024, read from their figures",
    from: "github.com/ML-GSAI/SMDM, imgs (commit 583aa47)",
    columns: ["family", "flops", "loss", "params_nonembedding"],
  },
];
